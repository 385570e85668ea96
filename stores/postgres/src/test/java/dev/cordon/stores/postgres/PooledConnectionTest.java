package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.CordonException;
import dev.cordon.core.Kind;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore.Access;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** What one user of a pooled connection leaves on it reaches nothing of the next one's (C13, C20). */
class PooledConnectionTest {
    @TempDir
    static Path home;

    private static Lab lab;

    @BeforeAll
    static void openLab() throws Exception {
        lab = new Lab(home);
    }

    @AfterAll
    static void closeLab() throws Exception {
        lab.close();
    }

    /** Things to lie in wait with on a connection. Temporary ones need a right that the installation takes away. */
    enum Trap {
        STATEMENT_NAMES("PREPARE \"S_1\" AS SELECT 'stolen'", "PREPARE \"S_2\" AS SELECT 'stolen'"),
        TYPE_NAMES(
                "CREATE TABLE pg_temp.loot (what text)",
                "CREATE FUNCTION pg_temp.steal(text) RETURNS boolean LANGUAGE plpgsql AS"
                        + " $$ BEGIN INSERT INTO pg_temp.loot VALUES ($1); RETURN true; END $$",
                "CREATE DOMAIN pg_temp.text AS pg_catalog.text CHECK (pg_temp.steal(VALUE))",
                "CREATE DOMAIN pg_temp.varchar AS pg_catalog.varchar CHECK (pg_temp.steal(VALUE))"),
        TABLE_NAMES(
                "CREATE TABLE pg_temp.record AS SELECT 'stolen'::text AS sealed",
                "CREATE TABLE pg_temp.log (scope bytea)",
                "CREATE TABLE pg_temp.claim_key (id smallint, inner_pad bytea, outer_pad bytea)",
                "SET search_path = pg_temp"),
        FUNCTION_NAMES(
                "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT ''\\x00''::bytea'",
                "CREATE FUNCTION pg_temp.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS 'SELECT $2'",
                "SET search_path = pg_temp, pg_catalog"),
        SETTINGS("SET cordon.claim = 'planted'", "SET synchronous_commit = off", "SET row_security = off"),
        CURSOR("DECLARE trap CURSOR WITH HOLD FOR SELECT * FROM pg_stat_activity"),
        CHANNEL("LISTEN cordon", "LISTEN record");

        private final List<String> statements;

        Trap(String... statements) {
            this.statements = List.of(statements);
        }
    }

    @ParameterizedTest
    @EnumSource
    void trap_catchesNothing(Trap trap) throws Exception {
        Depth.WITH_TABLE_RIGHTS.apply(lab);
        Endpoint one = new Endpoint(lab.installation.url(lab.installation.records), "app", "secret", 1);
        try (Database pool = Database.open(one, Duration.ofSeconds(2))) {
            int backend = pool.once(on -> lay(on, trap));
            RecordsDatabase records = Preflight.clocked(pool, () -> lab.key);
            assertThat(records.present(Claims.scope(Lab.FOREIGN))).isTrue();
            assertThat(firstRow(records)).isEqualTo(1);
            List<String> after = pool.once(on -> harvest(on, backend));
            for (String canary : lab.canaries()) {
                assertThat(String.join("\n", after)).doesNotContain(canary);
            }
            assertThat(String.join("\n", after))
                    .doesNotContain(lab.foreignClaim().substring(22, 86));
        } finally {
            Depth.INSTALLED.apply(lab);
        }
    }

    @Test
    void control_aCast_springsTheTrap() throws Exception {
        Depth.WITH_TABLE_RIGHTS.apply(lab);
        try (Connection on = lab.attacker()) {
            int backend = lay(on, Trap.TYPE_NAMES);
            Server.run(on, "SELECT 'careless'::text");
            assertThat(harvest(on, backend)).contains("careless");
        } finally {
            Depth.INSTALLED.apply(lab);
        }
    }

    private static long firstRow(RecordsDatabase records) {
        return records.rows(
                Claims.scope(Lab.FOREIGN),
                "SELECT seq FROM cordon.read_range(?, ?, ?)",
                bound -> {
                    bound.setLong(2, 1);
                    bound.setLong(3, 99);
                },
                rows -> rows.next() ? rows.getLong(1) : -1L);
    }

    private static int lay(Connection on, Trap trap) throws SQLException {
        try (Statement statement = on.createStatement()) {
            for (String sql : trap.statements) {
                statement.execute(sql);
            }
        }
        return on.unwrap(PGConnection.class).getBackendPID();
    }

    /** What the one who laid the trap finds in it, on the same connection. */
    private static List<String> harvest(Connection on, int backend) throws SQLException {
        assertThat(on.unwrap(PGConnection.class).getBackendPID()).isEqualTo(backend);
        List<String> found = new java.util.ArrayList<>();
        for (String look : List.of(
                "SELECT what FROM pg_temp.loot",
                "SELECT statement || parameter_types::text FROM pg_prepared_statements",
                "SELECT current_setting('cordon.claim', true)",
                "FETCH ALL FROM trap",
                "SELECT query FROM pg_stat_activity")) {
            try {
                found.addAll(Server.run(on, look));
            } catch (SQLException e) {
                found.add(String.valueOf(e.getMessage()));
            }
        }
        var notices = on.unwrap(PGConnection.class).getNotifications();
        assertThat(notices == null ? 0 : notices.length).isZero();
        return found;
    }

    @Test
    void temporaryObjects_needARightThatTheRoleLacks() throws Exception {
        Attack traps = Attack.of(
                "temporary objects",
                "CREATE TEMP TABLE t (a int)",
                "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE SCHEMA s",
                "CREATE TABLE public.t (a int)",
                "CREATE FUNCTION cordon.f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        assertThat(traps.run(lab)).hasSize(5).allMatch(seen -> seen.startsWith("42501"));
    }

    @Test
    void otherConnections_showTheirStatements_withoutWhatTheyAreAbout() throws Exception {
        try (PartitionLog log =
                lab.store.partitions().open(Lab.FOREIGN, Access.READ).orElseThrow()) {
            assertThat(log.read(Kind.NOTE, 0, 5)).hasSize(5);
            assertThat(log.read(Lab.FOREIGN_ID)).isNotEmpty();
        }
        List<String> queries = Attack.of(
                        "activity", "SELECT query FROM pg_stat_activity WHERE datname = current_database()")
                .run(lab);
        assertThat(queries).as("control: the store's statements are seen").anyMatch(q -> q.contains("cordon.read_id"));
        for (String canary : lab.canaries()) {
            assertThat(String.join("\n", queries)).doesNotContain(canary);
        }
        assertThat(String.join("\n", queries)).doesNotContainPattern("[0-9a-f]{80}");
    }

    @Test
    void serverFilesProgramsAndLargeObjects_areOutOfReach() throws Exception {
        List<String> seen = Attack.of(
                        "the server's own",
                        "SELECT pg_read_file('PG_VERSION')",
                        "SELECT pg_ls_dir('.')",
                        "COPY cordon.log TO PROGRAM 'cat'",
                        "COPY cordon.log FROM '/etc/passwd'",
                        "SELECT lo_import('/etc/passwd')",
                        "SELECT lo_export(1, 'x')",
                        "SELECT data FROM pg_largeobject",
                        "ALTER SYSTEM SET fsync = off",
                        "SET session_replication_role = replica",
                        "ALTER TABLE cordon.record DISABLE ROW LEVEL SECURITY",
                        "DROP POLICY read ON cordon.record",
                        "CREATE RULE r AS ON SELECT TO cordon.log DO ALSO SELECT 1",
                        "ALTER FUNCTION cordon.claimed_scope(boolean) SECURITY INVOKER",
                        "CREATE EXTENSION dblink",
                        "LOAD 'auto_explain'")
                .run(lab);
        assertThat(seen).hasSize(15).allMatch(text -> text.startsWith("42501"), "refused");
        assertThat(lab.foreignIsWhole()).isTrue();
    }

    @Test
    void plans_tellNothingOfWhatExists() throws Exception {
        String question = "EXPLAIN SELECT 1 FROM cordon.record WHERE scope = '\\x%s' AND id = '%s'";
        String existing = question.formatted(Lab.scope(Lab.FOREIGN), Lab.FOREIGN_ID);
        String never = question.formatted(Lab.scope(Lab.session("9")), "rec_" + "9".repeat(39));
        List<String> one = Attack.of("existing", existing).run(lab);
        assertThat(one).hasSize(1).isEqualTo(Attack.of("never", never).run(lab));
        Depth.NOTHING_LEFT.apply(lab);
        try {
            assertThat(Attack.of("existing", existing).run(lab))
                    .as("control: a plan does tell, to who may see it")
                    .isNotEqualTo(Attack.of("never", never).run(lab));
        } finally {
            Depth.INSTALLED.apply(lab);
        }
    }

    @Test
    void errors_nameNothingOfTheRow() throws Exception {
        CordonException refused = org.assertj.core.api.Assertions.catchThrowableOfType(
                CordonException.class, () -> lab.store.partitions().open(Lab.FOREIGN, Access.CREATE));
        assertThat(refused.getMessage()).doesNotContain(Lab.scope(Lab.FOREIGN)).doesNotContain(Lab.FOREIGN_ID);
    }
}
