package dev.cordon.stores.postgres;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Calls the functions of the records' database: all that the application's role can do there. Each call is one round
 * trip and one transaction, with a fresh claim as a bind parameter (C13). Thread-safe; owned by the store.
 */
final class RecordsDatabase implements AutoCloseable {
    /** Transactions of appends under way at once. More of them share less of what one costs. */
    private static final int PLACES = 2;

    private final Database database;
    private final Claims claims;
    private final ServerClock clock;
    private final GroupCommit<SessionAppend> appends;

    RecordsDatabase(Database database, Claims claims, ServerClock clock) {
        this.database = database;
        this.claims = claims;
        this.clock = clock;
        this.appends = new GroupCommit<>(PLACES, SessionAppend::bytes, this::append);
    }

    /** Gives a statement its parameters, from the given index on. */
    @FunctionalInterface
    interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** Reads what a statement answered. */
    @FunctionalInterface
    interface Answer<T> {
        T of(ResultSet rows) throws SQLException;
    }

    boolean present(Bytes scope) {
        return call(scope, Claims.Right.READ, "SELECT cordon.present(?)", bound -> {}, rows -> rows.getBoolean(1));
    }

    String take(Bytes scope, UUID node, UUID token, boolean create) {
        return call(
                scope,
                Claims.Right.WRITE,
                "SELECT cordon.take(?, ?, ?, ?)",
                bound -> {
                    bound.setObject(2, node);
                    bound.setObject(3, token);
                    bound.setBoolean(4, create);
                },
                rows -> rows.getString(1));
    }

    void giveBack(Bytes scope, UUID token) {
        call(
                scope,
                Claims.Right.WRITE,
                "SELECT cordon.give_back(?, ?)",
                bound -> bound.setObject(2, token),
                rows -> token);
    }

    String destroy(Bytes scope) {
        return call(scope, Claims.Right.WRITE, "SELECT cordon.destroy(?)", bound -> {}, rows -> rows.getString(1));
    }

    /** Whether it was written, and why not. With others that arrive meanwhile, each under its own claim (C13). */
    String append(SessionAppend append) {
        return appends.make(append);
    }

    /** One statement, in which each session's append stands under the claim to its own scope. */
    private List<String> append(List<SessionAppend> appends) {
        String sql = "SELECT " + String.join(", ", Collections.nCopies(appends.size(), SessionAppend.CALL));
        return claimed(() -> database.repeatable(on -> {
            try (PreparedStatement statement = on.prepareStatement(sql)) {
                for (int i = 0; i < appends.size(); i++) {
                    SessionAppend one = appends.get(i);
                    one.bind(statement, i * SessionAppend.PARAMETERS, claims.claim(one.scope(), Claims.Right.WRITE));
                }
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    List<String> answers = new ArrayList<>();
                    for (int i = 1; i <= appends.size(); i++) {
                        answers.add(row.getString(i));
                    }
                    return answers;
                }
            }
        }));
    }

    /** Whether claims are taken here, shown on a scope that no partition has. */
    void probe(Bytes scope) {
        call(scope, Claims.Right.READ, "SELECT cordon.present(?)", bound -> {}, rows -> scope);
    }

    /** Renews the node's lease and hears the server's clock. */
    void beat(UUID node, long leaseMillis) {
        clock.heard(call(
                nodeScope(node),
                Claims.Right.WRITE,
                "SELECT cordon.beat(?, ?, ?)",
                bound -> {
                    bound.setObject(2, node);
                    bound.setInt(3, Math.toIntExact(leaseMillis));
                },
                rows -> rows.getLong(1)));
    }

    void leave(UUID node) {
        call(
                nodeScope(node),
                Claims.Right.WRITE,
                "SELECT cordon.leave(?, ?)",
                bound -> bound.setObject(2, node),
                rows -> node);
    }

    private static Bytes nodeScope(UUID node) {
        return Bytes.utf8("node " + node).sha256();
    }

    private <T> T call(Bytes scope, Claims.Right right, String sql, Binder binder, Answer<T> answer) {
        return claimed(() -> database.repeatable(on -> first(on, sql, claims.claim(scope, right), binder, answer)));
    }

    /**
     * A claim is refused for its time, too: where the server's clock was set, where another server took over, or where
     * a statement waited for longer than a claim lives; and where the key was rotated. What was refused was not done.
     * Then the clock is heard and the key asked for anew, and the call made once more.
     */
    private <T> T claimed(Supplier<T> call) {
        try {
            return call.get();
        } catch (CordonException.Refused e) {
            if (!e.problem().code().equals(PostgresErrors.CLAIM_REFUSED)) {
                throw e;
            }
            clock.heard(database.repeatable(RecordsDatabase::serverMillis));
            claims.renew();
            return call.get();
        }
    }

    static long serverMillis(Connection on) throws SQLException {
        String now = "SELECT (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::pg_catalog.int8";
        try (PreparedStatement statement = on.prepareStatement(now);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static <T> T first(Connection on, String sql, String claim, Binder binder, Answer<T> answer)
            throws SQLException {
        try (PreparedStatement statement = on.prepareStatement(sql)) {
            statement.setString(1, claim);
            binder.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return answer.of(rows);
            }
        }
    }

    /** Asks for rows; the answer is given the whole result, before its first row. */
    <T> T rows(Bytes scope, String sql, Binder binder, Answer<T> answer) {
        return claimed(() -> database.repeatable(on -> {
            try (PreparedStatement statement = on.prepareStatement(sql)) {
                statement.setString(1, claims.claim(scope, Claims.Right.READ));
                binder.bind(statement);
                try (ResultSet rows = statement.executeQuery()) {
                    return answer.of(rows);
                }
            }
        }));
    }

    @Override
    public void close() {
        database.close();
    }
}
