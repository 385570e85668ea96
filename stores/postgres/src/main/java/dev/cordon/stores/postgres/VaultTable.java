package dev.cordon.stores.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Statements on the vault's tables. What comes to the same when it runs twice is tried again on a lost connection;
 * what does not runs once, and its caller is told when the outcome is unclear. Thread-safe; shares a {@link Database}
 * that the store closes.
 */
abstract sealed class VaultTable implements AutoCloseable
        permits PostgresAnchorStore, PostgresKeyStore, PostgresIncidentLog, VaultCopy {
    private final Database database;

    VaultTable(Database database) {
        this.database = database;
    }

    /** Reads what a query answered. */
    @FunctionalInterface
    interface Answer<T> {
        T of(ResultSet rows) throws SQLException;
    }

    final <T> T query(Answer<T> answer, String sql, @Nullable Object... values) {
        return database.repeatable(on -> {
            try (PreparedStatement statement = bound(on, sql, values);
                    ResultSet rows = statement.executeQuery()) {
                return answer.of(rows);
            }
        });
    }

    /** Changes something, once; returns how many rows. */
    final int change(String sql, @Nullable Object... values) {
        return database.once(on -> update(on, sql, values));
    }

    /** Several statements, all or none, which may run again from the beginning. */
    final <T> T transaction(Database.Work<T> work) {
        return database.repeatable(on -> {
            on.setAutoCommit(false);
            try {
                T result = work.on(on);
                on.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                on.rollback();
                throw e;
            }
        });
    }

    static int update(Connection on, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = bound(on, sql, values)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement bound(Connection on, String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = on.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public final void close() {
        database.close();
    }
}
