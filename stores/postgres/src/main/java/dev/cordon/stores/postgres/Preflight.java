package dev.cordon.stores.postgres;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Looks whether the server, the roles, the installation and what pools its connections confine a session, before the
 * first one is opened (C13). Each finding refuses: nothing is weakened for a store that would open otherwise.
 */
final class Preflight {
    /** SHA-256 of {@link Checks#DEFINITIONS}' lines; a test says the new one when a migration changes them. */
    static final String DEFINITIONS = "e057f2329752eb47b81c1e9d67d9d8dca8d323978ba20bef538b36fe567a0253";

    private Preflight() {}

    /** The database of records, fit to serve. */
    static RecordsDatabase records(Database database, Supplier<ClaimKey> keys, SecureRandom random) {
        database.repeatable(on -> {
            version(on).requireSafe();
            requireWritable(on);
            requireAll(on, Checks.ROLE);
            requireAll(on, Checks.APPLICATION);
            requireAll(on, Checks.INSTALLATION);
            requireDefinitions(on);
            return on;
        });
        requireOneServer(database);
        RecordsDatabase records = clocked(database, keys);
        requireVerifier(database, records, keys.get().id(), random);
        return records;
    }

    /** The vault, fit to serve, by a role that is not the records'. */
    static void vault(Database database, PostgresSettings settings) {
        if (settings.records().user().equals(settings.vault().user())) {
            throw refused(
                    Rule.C15,
                    "vault-shared",
                    "records and vault are given the same role, so that one login reaches both",
                    "give the vault a role of its own");
        }
        database.repeatable(on -> {
            version(on).requireSafe();
            requireWritable(on);
            requireAll(on, Checks.ROLE);
            requireAll(on, Checks.VAULT);
            return on;
        });
    }

    private static void requireAll(Connection on, List<Check> checks) throws SQLException {
        for (Check check : checks) {
            check.require(on);
        }
    }

    private static ServerVersion version(Connection on) throws SQLException {
        return new ServerVersion(Integer.parseInt(ask(on, "SELECT pg_catalog.current_setting('server_version_num')")));
    }

    private static void requireWritable(Connection on) throws SQLException {
        if (ask(on, "SELECT pg_catalog.current_setting('transaction_read_only')")
                .equals("on")) {
            throw PostgresErrors.readOnly(null);
        }
    }

    private static void requireDefinitions(Connection on) throws SQLException {
        if (!definitions(on).equals(DEFINITIONS)) {
            throw refused(
                    Rule.C13,
                    "installation-altered",
                    "a policy, function, trigger or rule of the schema cordon is not as this version installs it",
                    "migrate it with this version; see who changed it");
        }
    }

    static String definitions(Connection on) throws SQLException {
        StringBuilder all = new StringBuilder();
        try (PreparedStatement statement = on.prepareStatement(Checks.DEFINITIONS);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                all.append(rows.getString(1)).append('\n');
            }
        }
        return Bytes.utf8(all.toString()).sha256().toHex();
    }

    /** A pooler that spreads statements over servers or roles would read what is not written yet, or as somebody else. */
    private static void requireOneServer(Database database) {
        String identity = "SELECT pg_catalog.concat_ws(' ', session_user, pg_catalog.current_database(),"
                + " pg_catalog.pg_postmaster_start_time(), pg_catalog.pg_is_in_recovery())";
        database.repeatable(on -> {
            String one = ask(on, identity);
            if (database.connections() > 1 && !one.equals(database.repeatable(other -> ask(other, identity)))) {
                throw refused(
                        Rule.C13,
                        "pooler-mixes",
                        "two connections lead to different servers, databases or roles",
                        "let the pooler lead to one primary, as one role");
            }
            return one;
        });
    }

    /** A claim of ours opens, one that anybody could make does not, and none outlives its statement. */
    private static void requireVerifier(Database database, RecordsDatabase records, int id, SecureRandom random) {
        records.probe(fresh(random));
        ClaimKey forged = new ClaimKey(id, fresh(random).toArray());
        RecordsDatabase forger = clocked(database, () -> forged);
        if (accepts(forger, fresh(random))) {
            throw refused(
                    Rule.C13,
                    "claim-not-verified",
                    "the database takes a claim that another key made",
                    "migrate the database with this version, and install its key");
        }
        String left = database.repeatable(
                on -> ask(on, "SELECT coalesce(pg_catalog.current_setting('cordon.claim', true), '')"));
        if (!left.isEmpty()) {
            throw refused(
                    Rule.C13,
                    "claim-stays",
                    "a claim is left on the connection",
                    "take away whatever sets cordon.claim for the role, the database or the pooler");
        }
    }

    private static boolean accepts(RecordsDatabase records, Bytes scope) {
        try {
            records.probe(scope);
            return true;
        } catch (CordonException.Refused e) {
            return false;
        }
    }

    private static Bytes fresh(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Bytes.ceded(bytes);
    }

    /** The functions of {@code database}, called with claims by its own clock, role and name. Checks nothing. */
    static RecordsDatabase clocked(Database database, Supplier<ClaimKey> keys) {
        ServerClock clock = new ServerClock();
        Claims claims = database.repeatable(on -> {
            clock.heard(RecordsDatabase.serverMillis(on));
            return new Claims(
                    keys, ask(on, "SELECT session_user"), ask(on, "SELECT pg_catalog.current_database()"), clock);
        });
        return new RecordsDatabase(database, claims, clock);
    }

    private static String ask(Connection on, String sql) throws SQLException {
        try (PreparedStatement statement = on.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private static CordonException refused(Rule rule, String code, String why, String mend) {
        return new CordonException.Refused(Problem.of(rule, code, "The store was not opened", why, mend));
    }
}
