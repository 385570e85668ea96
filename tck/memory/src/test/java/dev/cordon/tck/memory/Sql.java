package dev.cordon.tck.memory;

import dev.cordon.core.Bytes;
import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.SealedRow;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Statements of an attacker, each on a connection of its own. */
final class Sql {
    static final String COLUMNS = "seq, epoch, kind, id, digest, hash, sealed";

    /** Opens a connection. */
    interface Source {
        Connection open() throws SQLException;
    }

    /** Something done with a connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final Source source;

    Sql(Source source) {
        this.source = source;
    }

    static Sql at(String url) {
        return new Sql(() -> DriverManager.getConnection(url));
    }

    <T> T with(Work<T> work) {
        try (Connection connection = source.open()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    int change(String sql, Object... values) {
        return with(on -> {
            try (PreparedStatement statement = bound(on, sql, values)) {
                return statement.executeUpdate();
            }
        });
    }

    List<SealedRow> rows(String sql, Object... values) {
        return with(on -> rows(on, sql, values));
    }

    static List<SealedRow> rows(Connection on, String sql, Object... values) throws SQLException {
        List<SealedRow> rows = new ArrayList<>();
        try (PreparedStatement statement = bound(on, sql, values);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                rows.add(row(found));
            }
        }
        return rows;
    }

    private static PreparedStatement bound(Connection on, String sql, Object... values) throws SQLException {
        PreparedStatement statement = on.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static SealedRow row(ResultSet found) throws SQLException {
        byte[] sealed = found.getBytes(7);
        return new SealedRow(
                new Link(
                        found.getLong(1),
                        found.getLong(2),
                        found.getInt(3),
                        found.getString(4),
                        Bytes.ceded(found.getBytes(5)),
                        Bytes.ceded(found.getBytes(6))),
                sealed == null ? null : Bytes.ceded(sealed));
    }

    /** In the order of {@link #COLUMNS}. */
    static Object[] values(SealedRow row) {
        return new Object[] {
            row.link().sequence(),
            row.link().epoch(),
            row.link().kind(),
            row.link().id(),
            row.link().digest().toArray(),
            row.link().hash().toArray(),
            row.sealed() == null ? null : row.sealed().toArray()
        };
    }
}
