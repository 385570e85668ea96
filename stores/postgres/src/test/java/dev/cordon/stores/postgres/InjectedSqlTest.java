package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SQL that somebody injects through the application's role, who holds a valid claim to a session of their own (C13).
 * Each attack shows nothing foreign as installed, nor with either layer off (C14), and shows it with both off: the
 * control without which silence would prove nothing (C33).
 */
class InjectedSqlTest {
    private static final String LEAK = "CREATE FUNCTION pg_temp.leak(bytea) RETURNS boolean COST 0.0000001"
            + " LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '%', encode($1, 'hex'); RETURN true; END $$";

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

    static List<Attack> attacks() {
        String select = "SELECT encode(sealed, 'hex') FROM cordon.record";
        List<Attack> all = new ArrayList<>(List.of(
                Attack.of("plain select", select),
                Attack.of("select under one's own claim", "SET cordon.claim = 'MY_CLAIM'", select),
                Attack.of("by scope and by id", select + " WHERE scope = '\\xFOREIGN_SCOPE' AND id = 'FOREIGN_ID'"),
                Attack.of("union onto a function", "SELECT id FROM cordon.read_id('MY_CLAIM', 'x') UNION " + select),
                Attack.of("SET and RESET", "SET cordon.claim = 'MY_CLAIM'", "RESET cordon.claim", "RESET ALL", select),
                Attack.of("the scope for a claim", "SET cordon.claim = 'FOREIGN_SCOPE'", select),
                Attack.of(
                        "roles",
                        "SET ROLE cordon_gate",
                        "SET ROLE cordon_owner",
                        "SET ROLE cordon_exporter",
                        "SET SESSION AUTHORIZATION postgres",
                        select),
                Attack.of("row_security off", "SET row_security = off", select, "SET row_security = on", select),
                Attack.of("prepared statement", "PREPARE p AS " + select, "SET cordon.claim = 'MY_CLAIM'", "EXECUTE p"),
                Attack.of("held cursor", "DECLARE c CURSOR WITH HOLD FOR " + select, "FETCH ALL FROM c"),
                Attack.of("copy of a table", "COPY cordon.log TO STDOUT"),
                Attack.of("copy of a query", "COPY (" + select + ") TO STDOUT"),
                Attack.of("leaky function", LEAK, "SELECT count(*) FROM cordon.record WHERE pg_temp.leak(sealed)"),
                Attack.of("leaky cast", "SELECT 1 FROM cordon.record WHERE scope = '\\xFOREIGN_SCOPE' AND id::int = 1"),
                Attack.of("view", "CREATE TEMP VIEW v WITH (security_barrier = false) AS " + select, "SELECT * FROM v"),
                Attack.of("hash partitions", "SELECT encode(sealed, 'hex') FROM ONLY cordon.record", partitions()),
                Attack.of("whole rows", "SELECT r::text, row_to_json(r) FROM cordon.record r"),
                Attack.of("query as text", "SELECT query_to_xml('" + select.replace("'", "''") + "', true, true, '')"),
                Attack.of("table as text", "SELECT table_to_xml('cordon.record', true, true, '')"),
                Attack.of("sample", select + " TABLESAMPLE SYSTEM (100)"),
                Attack.of("locks", select + " FOR UPDATE"),
                Attack.of("logs", "SELECT encode(scope, 'hex') FROM cordon.log"),
                Attack.of(
                        "statistics",
                        "SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE schemaname = 'cordon'",
                        "SELECT stavalues1::text FROM pg_statistic"),
                Attack.of(
                        "search path",
                        "CREATE TEMP TABLE claim_key AS SELECT 1::smallint AS id, '\\x00'::bytea AS inner_pad",
                        "SET search_path = pg_temp, cordon, pg_catalog",
                        "SELECT encode(sealed, 'hex') FROM record")));
        all.addAll(writing());
        return all;
    }

    private static String partitions() {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            parts.add("SELECT encode(sealed, 'hex') FROM cordon.record_" + i);
        }
        return String.join(" UNION ALL ", parts);
    }

    /** Those that would change what they read: rolled back, so that the control harms nobody. */
    private static List<Attack> writing() {
        String claim = "SET cordon.claim = 'MY_CLAIM'";
        String returning = " RETURNING encode(sealed, 'hex')";
        return List.of(
                Attack.of("update", claim, "BEGIN", "UPDATE cordon.record SET kind = kind" + returning, "ROLLBACK"),
                Attack.of("delete", claim, "BEGIN", "DELETE FROM cordon.record" + returning, "ROLLBACK"),
                Attack.of(
                        "upsert",
                        claim,
                        "BEGIN",
                        "INSERT INTO cordon.record VALUES ('\\xFOREIGN_SCOPE', 40, 1, 30, 'x', '', '', '')"
                                + " ON CONFLICT (scope, seq) DO UPDATE SET kind = excluded.kind" + returning,
                        "ROLLBACK"),
                Attack.of(
                        "merge",
                        claim,
                        "BEGIN",
                        "MERGE INTO cordon.record r USING (SELECT 1) one ON true WHEN MATCHED THEN UPDATE SET kind = 30",
                        "SELECT encode(sealed, 'hex') FROM cordon.record",
                        "ROLLBACK"),
                Attack.of(
                        "taking it over",
                        claim,
                        "BEGIN",
                        "UPDATE cordon.record SET scope = '\\xMY_SCOPE', seq = seq + 1000 WHERE scope = '\\xFOREIGN_SCOPE'",
                        "SELECT encode(sealed, 'hex') FROM cordon.record",
                        "ROLLBACK"));
    }

    static Stream<Arguments> attacksAtEachDepth() {
        return Stream.of(Depth.INSTALLED, Depth.WITH_TABLE_RIGHTS, Depth.WITHOUT_ROW_SECURITY)
                .flatMap(depth -> attacks().stream().map(attack -> Arguments.of(depth, attack)));
    }

    @ParameterizedTest
    @MethodSource("attacksAtEachDepth")
    void attack_showsNothingForeign_andChangesNothing(Depth depth, Attack attack) throws Exception {
        depth.apply(lab);
        List<String> seen;
        try {
            seen = attack.run(lab);
        } finally {
            Depth.INSTALLED.apply(lab);
        }
        for (String canary : lab.canaries()) {
            assertThat(String.join("\n", seen)).doesNotContain(canary);
        }
        assertThat(lab.foreignIsWhole()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void control_withBothLayersOff_theAttackShowsIt(Attack attack) throws Exception {
        Depth.NOTHING_LEFT.apply(lab);
        List<String> seen;
        try {
            seen = attack.run(lab);
        } finally {
            Depth.INSTALLED.apply(lab);
        }
        assertThat(lab.canaries()).anyMatch(String.join("\n", seen)::contains);
    }
}
