package dev.cordon.stores.postgres;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns what PostgreSQL and its driver say into Cordon's errors, each with its mend. Its texts are not shown. */
final class PostgresErrors {
    /** Of the store's own functions: the claim proves nothing; the log is not there. */
    static final String NO_CLAIM = "CD001";

    static final String NO_LOG = "CD002";

    /** Code of the problem that the first becomes. */
    static final String CLAIM_REFUSED = "claim-refused";

    /** Shut down, crashed, starting; too many connections. */
    private static final Set<String> DOWN = Set.of("57P01", "57P02", "57P03", "53300");
    /** Serialization failure, deadlock, a lock not had, a key that another wrote first: rolled back, may work next time. */
    private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01", "55P03", "23505");

    private PostgresErrors() {}

    /** Whether the connection or the server went away, so that it is open what became of the statement. */
    static boolean isLost(SQLException e) {
        return state(e).startsWith("08") || DOWN.contains(state(e));
    }

    /** Whether nothing was written, and the same may succeed now. */
    static boolean isRolledBack(SQLException e) {
        return ROLLED_BACK.contains(state(e));
    }

    static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "08000" : state;
    }

    static CordonException of(SQLException e) {
        return switch (state(e)) {
            case NO_CLAIM -> claimRefused(e);
            case NO_LOG -> logClosed();
            case "53100" -> unavailable("store-full", "there is no space left", "free space; nothing was written", e);
            case "25006" -> readOnly(e);
            case "57014" ->
                unavailable(
                        "store-timeout",
                        "the server ended the statement at its time limit",
                        "raise statement_timeout or lower the load; nothing was written",
                        e);
            case "28000", "28P01", "3D000" ->
                unavailable("store-login", "the server refuses the login", "check the role, password and database", e);
            case "42501", "3F000", "42883", "42P01" ->
                unavailable(
                        "store-not-installed",
                        "the role lacks what the installation gives it",
                        "install or migrate the database, and grant the roles",
                        e);
            case "55P03" ->
                unavailable(
                        "store-timeout",
                        "another transaction holds the session's log",
                        "end what holds it (pg_locks shows it); nothing was written",
                        e);
            case "XX001", "XX002" -> damaged(e);
            default ->
                unavailable("store-failed", "the engine reported " + state(e), "see the server's log for this code", e);
        };
    }

    static CordonException readOnly(@Nullable SQLException e) {
        return unavailable(
                "store-read-only",
                "the server takes no writes: a standby, or set so",
                "connect to the primary; nothing was written",
                e);
    }

    /** The end of patience. Whether a write took place is not known, and whoever asked is told so (C18). */
    static CordonException unclear(SQLException e) {
        return unavailable(
                "store-unclear",
                "the connection was lost and did not come back; the last write may or may not have happened",
                "when the server is back, open the session again: it shows what is there",
                e);
    }

    static CordonException unreachable(SQLException e) {
        return unavailable("store-unreachable", "no connection was to be had", "see that the server runs", e);
    }

    static CordonException logClosed() {
        return new CordonException.Unavailable(
                Problem.of("log-closed", "The log can't be used", "it is closed or destroyed", "open it again"));
    }

    private static CordonException claimRefused(SQLException e) {
        return new CordonException.Refused(
                Problem.of(
                        Rule.C13,
                        CLAIM_REFUSED,
                        "Nothing was read or written",
                        "the database does not accept this store's claims: another key, role, database or clock",
                        "compare the root keyset and the vault with the database that was installed with them"),
                e);
    }

    private static CordonException damaged(SQLException e) {
        return new CordonException.Damaged(
                Problem.of(
                        Rule.C11,
                        "store-corrupt",
                        "Stored records can't be read",
                        "the server finds its own data broken",
                        "restore it from a backup"),
                e);
    }

    private static CordonException unavailable(String code, String why, String mend, @Nullable Exception e) {
        Problem problem = Problem.of(code, "The store can't be used", why, mend);
        return e == null ? new CordonException.Unavailable(problem) : new CordonException.Unavailable(problem, e);
    }
}
