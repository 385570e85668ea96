package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.testing.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the database takes for a claim, and that only it decides (C13). */
class ClaimTest {
    private static final String READ = "SELECT encode(sealed, 'hex') FROM cordon.read_range(?, 1, 1000)";

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

    /** Claims to the foreign session that are wrong in one thing each. */
    private static Map<String, String> forgeries() throws SQLException {
        Claims good = lab.claims;
        long now = lab.serverMillis();
        String whole = lab.foreignClaim();
        ClaimKey otherKey = new ClaimKey(1, new byte[32]);
        String own = lab.ownClaim();
        Map<String, String> all = new TreeMap<>();
        all.put("past its end", good.claim(Claims.scope(Lab.FOREIGN), Claims.Right.WRITE, now - 1));
        all.put(
                "valid for more than a minute",
                good.claim(Claims.scope(Lab.FOREIGN), Claims.Right.WRITE, now + 65_000));
        all.put("valid for ever", good.claim(Claims.scope(Lab.FOREIGN), Claims.Right.WRITE, Long.MAX_VALUE));
        all.put(
                "another key",
                lab.claims(otherKey, "app", lab.installation.records).claim(Lab.FOREIGN, Claims.Right.WRITE));
        all.put(
                "an unknown key",
                lab.claims(new ClaimKey(2, lab.key.secret()), "app", lab.installation.records)
                        .claim(Lab.FOREIGN, Claims.Right.WRITE));
        all.put(
                "another role",
                lab.claims(lab.key, "installer", lab.installation.records).claim(Lab.FOREIGN, Claims.Right.WRITE));
        all.put(
                "another database",
                lab.claims(lab.key, "app", lab.installation.vault).claim(Lab.FOREIGN, Claims.Right.WRITE));
        all.put(
                "role and database run together",
                lab.claims(lab.key, "app" + lab.installation.records, "").claim(Lab.FOREIGN, Claims.Right.WRITE));
        all.put("one's own with the foreign scope", own.substring(0, 22) + Lab.scope(Lab.FOREIGN) + own.substring(86));
        all.put("no MAC", whole.substring(0, 86));
        all.put("a zero MAC", whole.substring(0, 86) + "0".repeat(64));
        all.put("one bit", flip(whole));
        all.put("too long", whole + "00");
        all.put("upper case", whole.toUpperCase(java.util.Locale.ROOT));
        all.put("the scope alone", Lab.scope(Lab.FOREIGN));
        all.put("nothing", "");
        all.put("no hexadecimal digits", "z".repeat(150));
        return all;
    }

    private static String flip(String claim) {
        byte[] bytes = HexFormat.of().parseHex(claim);
        bytes[bytes.length - 1] ^= 1;
        return HexFormat.of().formatHex(bytes);
    }

    static Stream<String> names() {
        return Stream.of(
                "past its end",
                "valid for more than a minute",
                "valid for ever",
                "another key",
                "an unknown key",
                "another role",
                "another database",
                "role and database run together",
                "one's own with the foreign scope",
                "no MAC",
                "a zero MAC",
                "one bit",
                "too long",
                "upper case",
                "the scope alone",
                "nothing",
                "no hexadecimal digits");
    }

    @Test
    void control_theRightClaim_showsTheRow() throws Exception {
        try (Connection on = lab.attacker()) {
            assertThat(read(on, lab.foreignClaim())).isEqualTo(40);
            assertThat(read(on, lab.claims.claim(Lab.FOREIGN, Claims.Right.READ)))
                    .isEqualTo(40);
        }
        assertThat(forgeries().keySet()).containsExactlyInAnyOrderElementsOf(names().toList());
    }

    @ParameterizedTest
    @MethodSource("names")
    void forgedClaim_isRefusedByTheFunctions(String name) throws Exception {
        String claim = forgeries().get(name);
        try (Connection on = lab.attacker()) {
            assertThatThrownBy(() -> read(on, claim))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(PostgresErrors.NO_CLAIM));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void forgedClaim_showsNoRow_evenToARoleThatHasTheTable(String name) throws Exception {
        String claim = forgeries().get(name);
        Depth.WITH_TABLE_RIGHTS.apply(lab);
        try (Connection on = lab.attacker()) {
            assertThat(visible(on, lab.foreignClaim())).as("control").isEqualTo("40");
            assertThat(visible(on, claim)).isEqualTo("0");
        } finally {
            Depth.INSTALLED.apply(lab);
        }
    }

    @Test
    void claimToRead_writesNothing() throws Exception {
        String claim = lab.claims.claim(Lab.FOREIGN, Claims.Right.READ);
        Depth.WITH_TABLE_RIGHTS.apply(lab);
        try (Connection on = lab.attacker()) {
            assertThat(visible(on, claim)).isEqualTo("40");
            try (PreparedStatement destroy = on.prepareStatement("SELECT cordon.destroy(?)")) {
                destroy.setString(1, claim);
                assertThatThrownBy(destroy::executeQuery).hasMessageContaining("proves no scope");
            }
            try (PreparedStatement delete = on.prepareStatement("DELETE FROM cordon.record")) {
                assertThat(delete.executeUpdate()).isZero();
            }
        } finally {
            Depth.INSTALLED.apply(lab);
        }
        assertThat(lab.foreignIsWhole()).isTrue();
    }

    @Test
    void claimEnds_whileATransactionGoesOn() throws Exception {
        String claim = lab.claims.claim(Claims.scope(Lab.FOREIGN), Claims.Right.READ, lab.serverMillis() + 700);
        Depth.WITH_TABLE_RIGHTS.apply(lab);
        try (Connection on = lab.attacker()) {
            on.setAutoCommit(false);
            assertThat(visible(on, claim)).isEqualTo("40");
            Await.until(Duration.ofSeconds(5), () -> visible(on, claim).equals("0"), "the claim's end");
            on.rollback();
        } finally {
            Depth.INSTALLED.apply(lab);
        }
    }

    /** Whoever may create a schema could otherwise have the verifier call functions of theirs. */
    @Test
    void forgedClaim_isNotHelpedByShadowingFunctions() throws Exception {
        String forged = forgeries().get("a zero MAC");
        Depth.WITH_TABLE_RIGHTS.apply(lab);
        try (Connection on = lab.attacker()) {
            Server.run(
                    on,
                    "CREATE SCHEMA evil",
                    "GRANT USAGE ON SCHEMA evil TO PUBLIC",
                    "CREATE FUNCTION evil.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT ''\\x00''::bytea'",
                    "SET search_path = evil, pg_catalog");
            assertThat(Server.run(on, "SELECT encode(sha256('x'), 'hex')"))
                    .as("control")
                    .containsExactly("00");
            assertThat(visible(on, forged)).isEqualTo("0");
            assertThatThrownBy(() -> read(on, forged)).hasMessageContaining("proves no scope");
        } finally {
            Depth.INSTALLED.apply(lab);
            Server.run(lab.admin(), "DROP SCHEMA IF EXISTS evil CASCADE");
        }
    }

    @Test
    void claimThatEndsWhileItWaits_isAnError_neverAnEmptyAnswer() throws Exception {
        for (String call : new String[] {READ, "SELECT cordon.destroy(?)", "SELECT seq FROM cordon.links(?, 1)"}) {
            String claim = lab.claims.claim(Claims.scope(Lab.FOREIGN), Claims.Right.WRITE, lab.serverMillis() + 1000);
            try (Connection blocker = lab.admin().getConnection();
                    Connection on = lab.attacker();
                    PreparedStatement statement = on.prepareStatement(call)) {
                // So that the connection knows the row's type: to look it up waits for the lock, too.
                read(on, lab.foreignClaim());
                blocker.setAutoCommit(false);
                Server.run(blocker, "LOCK TABLE cordon.record IN ACCESS EXCLUSIVE MODE");
                statement.setString(1, claim);
                CompletableFuture<Boolean> answer = CompletableFuture.supplyAsync(() -> execute(statement));
                long end = lab.serverMillis() + 1100;
                Await.until(Duration.ofSeconds(5), () -> lab.serverMillis() > end, "the claim's end");
                blocker.rollback();
                assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasMessageContaining("proves no scope");
            }
        }
        assertThat(lab.foreignIsWhole()).isTrue();
    }

    private static boolean execute(PreparedStatement statement) {
        try {
            return statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void clockThatIsWrong_isHeardAnew() throws Exception {
        ServerClock clock = new ServerClock();
        Claims claims = new Claims(() -> lab.key, "app", lab.installation.records, clock);
        try (Database pool = Database.open(lab.installation.app(), Duration.ofSeconds(5))) {
            for (long wrong : new long[] {-3_600_000, 3_600_000}) {
                clock.heard(lab.serverMillis() + wrong);
                assertThat(new RecordsDatabase(pool, claims, clock).present(Claims.scope(Lab.FOREIGN)))
                        .isTrue();
            }
        }
    }

    @Test
    void retiredKey_verifiesNothing() throws Exception {
        Server.run(lab.admin(), "UPDATE cordon.claim_key SET retired_at = now()");
        try (Connection on = lab.attacker()) {
            assertThatThrownBy(() -> read(on, lab.foreignClaim())).hasMessageContaining("proves no scope");
        } finally {
            Server.run(lab.admin(), "UPDATE cordon.claim_key SET retired_at = NULL");
        }
    }

    @Test
    void claim_livesNoLongerThanItsStatement() throws Exception {
        try (Connection on = lab.attacker()) {
            on.setAutoCommit(false);
            read(on, lab.foreignClaim());
            assertThat(Server.run(on, "SELECT coalesce(current_setting('cordon.claim', true), '')"))
                    .containsExactly("");
            on.rollback();
            Server.run(on, "SET cordon.claim = 'before'");
            assertThatThrownBy(() -> read(on, "forged")).isInstanceOf(SQLException.class);
            on.rollback();
            on.setAutoCommit(true);
            Server.run(on, "SET cordon.claim = 'before'");
            read(on, lab.foreignClaim());
            assertThat(Server.run(on, "SHOW cordon.claim")).containsExactly("before");
        }
    }

    @Test
    void key_isReadableToNobodyWhoLogsIn_andInNoFunction() throws Exception {
        try (Connection on = lab.attacker()) {
            assertThatThrownBy(() -> Server.run(on, "SELECT inner_pad FROM cordon.claim_key"))
                    .hasMessageContaining("permission denied");
            assertThat(Server.run(on, "SELECT cordon.claimed_scope(false) IS NULL"))
                    .containsExactly("t");
            for (String canary : lab.canaries()) {
                assertThat(String.join("\n", Server.run(on, "SELECT prosrc FROM pg_proc")))
                        .doesNotContain(canary);
            }
        }
        for (String role : new String[] {"cordon_app", "cordon_gate", "cordon_exporter", "cordon_sweeper"}) {
            assertThat(Server.run(
                            lab.admin(),
                            "SELECT has_any_column_privilege('" + role + "', 'cordon.claim_key', 'SELECT')"))
                    .containsExactly("f");
        }
    }

    private static int read(Connection on, String claim) throws SQLException {
        try (PreparedStatement read = on.prepareStatement(READ)) {
            read.setString(1, claim);
            int rows = 0;
            try (ResultSet result = read.executeQuery()) {
                while (result.next()) {
                    rows++;
                }
            }
            return rows;
        }
    }

    private static String visible(Connection on, String claim) throws SQLException {
        return Server.run(on, "SET cordon.claim = '" + claim + "'", "SELECT count(*) FROM cordon.record")
                .getFirst();
    }
}
