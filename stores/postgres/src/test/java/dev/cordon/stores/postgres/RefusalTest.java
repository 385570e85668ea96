package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Rule;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A store whose database would not confine a session is not opened (C13, C29). */
class RefusalTest {
    @TempDir
    static Path home;

    private static Installation installation;

    @BeforeAll
    static void install() throws Exception {
        installation = Installation.on(Server.shared(), home);
    }

    @AfterAll
    static void drop() throws Exception {
        installation.close();
    }

    /** What an administrator might do, and undo. */
    record Weakening(String code, List<String> done, List<String> undone) {
        static Weakening of(String code, String done, String undone) {
            return new Weakening(code, List.of(done.split(" ;; ")), List.of(undone.split(" ;; ")));
        }
    }

    static Stream<Weakening> weakenings() {
        return Stream.of(
                Weakening.of("role-superuser", "ALTER ROLE app SUPERUSER", "ALTER ROLE app NOSUPERUSER"),
                Weakening.of("role-bypasses", "ALTER ROLE app BYPASSRLS", "ALTER ROLE app NOBYPASSRLS"),
                Weakening.of("role-privileged", "ALTER ROLE app CREATEROLE", "ALTER ROLE app NOCREATEROLE"),
                Weakening.of("role-member", "GRANT cordon_owner TO app", "REVOKE cordon_owner FROM app"),
                Weakening.of("role-member", "GRANT cordon_exporter TO app", "REVOKE cordon_exporter FROM app"),
                Weakening.of("role-member", "GRANT pg_read_all_data TO app", "REVOKE pg_read_all_data FROM app"),
                Weakening.of("role-member", "GRANT cordon_gate TO cordon_app", "REVOKE cordon_gate FROM cordon_app"),
                Weakening.of(
                        "role-owns",
                        "ALTER TABLE cordon.record OWNER TO installer",
                        "ALTER TABLE cordon.record OWNER TO cordon_owner"),
                Weakening.of(
                        "role-has-table",
                        "GRANT SELECT ON cordon.record TO app",
                        "REVOKE SELECT ON cordon.record FROM app"),
                Weakening.of(
                        "role-has-table",
                        "GRANT SELECT (id) ON cordon.record_3 TO PUBLIC",
                        "REVOKE SELECT (id) ON cordon.record_3 FROM PUBLIC"),
                Weakening.of(
                        "role-has-table",
                        "GRANT SELECT ON cordon.claim_key TO cordon_app",
                        "REVOKE SELECT ON cordon.claim_key FROM cordon_app"),
                Weakening.of(
                        "role-creates",
                        "GRANT CREATE ON SCHEMA public TO app",
                        "REVOKE CREATE ON SCHEMA public FROM app"),
                Weakening.of(
                        "role-creates",
                        "GRANT TEMPORARY ON DATABASE THIS TO PUBLIC",
                        "REVOKE TEMPORARY ON DATABASE THIS FROM PUBLIC"),
                Weakening.of(
                        "row-security-off",
                        "ALTER TABLE cordon.record NO FORCE ROW LEVEL SECURITY",
                        "ALTER TABLE cordon.record FORCE ROW LEVEL SECURITY"),
                Weakening.of(
                        "row-security-off",
                        "ALTER TABLE cordon.log DISABLE ROW LEVEL SECURITY",
                        "ALTER TABLE cordon.log ENABLE ROW LEVEL SECURITY"),
                Weakening.of(
                        "row-security-off",
                        "ALTER TABLE cordon.record_7 DISABLE ROW LEVEL SECURITY",
                        "ALTER TABLE cordon.record_7 ENABLE ROW LEVEL SECURITY"),
                Weakening.of(
                        "owner-privileged", "ALTER ROLE cordon_gate BYPASSRLS", "ALTER ROLE cordon_gate NOBYPASSRLS"),
                Weakening.of("owner-privileged", "ALTER ROLE cordon_owner LOGIN", "ALTER ROLE cordon_owner NOLOGIN"),
                Weakening.of(
                        "owner-member", "GRANT cordon_owner TO cordon_gate", "REVOKE cordon_owner FROM cordon_gate"),
                Weakening.of(
                        "not-durable",
                        "ALTER ROLE app SET synchronous_commit = off",
                        "ALTER ROLE app RESET synchronous_commit"),
                Weakening.of(
                        "installation-altered",
                        "CREATE POLICY more ON cordon.record USING (true)",
                        "DROP POLICY more ON cordon.record"),
                Weakening.of(
                        "installation-altered",
                        "ALTER POLICY read ON cordon.record USING (true)",
                        "ALTER POLICY read ON cordon.record USING (scope = (SELECT cordon.claimed_scope(false)))"),
                Weakening.of(
                        "installation-altered",
                        "ALTER FUNCTION cordon.read_id(text, text) SET row_security = off",
                        "ALTER FUNCTION cordon.read_id(text, text) SET row_security = on"),
                Weakening.of(
                        "installation-altered",
                        "GRANT EXECUTE ON FUNCTION cordon.alive(uuid) TO PUBLIC",
                        "REVOKE EXECUTE ON FUNCTION cordon.alive(uuid) FROM PUBLIC"),
                Weakening.of(
                        "installation-altered",
                        "CREATE FUNCTION cordon.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END' ;; CREATE TRIGGER t AFTER INSERT ON cordon.log EXECUTE FUNCTION cordon.f()",
                        "DROP TRIGGER t ON cordon.log ;; DROP FUNCTION cordon.f()"),
                Weakening.of(
                        "claim-stays", "ALTER ROLE app SET cordon.claim = 'left'", "ALTER ROLE app RESET cordon.claim"),
                Weakening.of("vault-shared", "GRANT cordon_app TO keeper", "REVOKE cordon_app FROM keeper"));
    }

    @ParameterizedTest
    @MethodSource("weakenings")
    void weakenedDatabase_isRefused_withItsMend(Weakening weakening) throws Exception {
        run(weakening.done());
        try {
            assertThatThrownBy(() -> installation.open()).isInstanceOfSatisfying(CordonException.Refused.class, e -> {
                assertThat(e.problem().code()).isEqualTo(weakening.code());
                assertThat(e.problem().rule()).isIn(Rule.C13, Rule.C15, Rule.C18);
                assertThat(e.problem().mend()).isNotBlank();
            });
        } finally {
            run(weakening.undone());
        }
        installation.open().close();
    }

    private static void run(List<String> statements) throws Exception {
        Server.run(
                installation.admin(installation.records),
                statements.stream()
                        .map(sql -> sql.replace("THIS", installation.records))
                        .toArray(String[]::new));
    }

    /** When a migration changes what is installed, this says what the new fingerprint is. */
    @Test
    void installation_isAsThisVersionKnowsIt() throws Exception {
        try (Connection on = installation.as("app", installation.records).getConnection()) {
            assertThat(Preflight.definitions(on)).isEqualTo(Preflight.DEFINITIONS);
        }
    }

    @Test
    void anotherKey_isRefused() throws Exception {
        Server.run(
                installation.admin(installation.records),
                "UPDATE cordon.claim_key SET inner_pad = sha256('x') || sha256('y'), outer_pad = sha256('z') || sha256('a')");
        try {
            assertThatThrownBy(() -> installation.open())
                    .isInstanceOfSatisfying(
                            CordonException.Refused.class,
                            e -> assertThat(e.problem().code()).isEqualTo("claim-refused"));
            assertThatThrownBy(installation::installAgain)
                    .isInstanceOfSatisfying(
                            CordonException.Refused.class,
                            e -> assertThat(e.problem().code()).isEqualTo("claim-key-differs"));
        } finally {
            Server.run(installation.admin(installation.records), "DELETE FROM cordon.claim_key");
            installation.installAgain();
        }
        installation.open().close();
    }

    @Test
    void missingKey_isRefused() throws Exception {
        Server.run(installation.admin(installation.records), "DELETE FROM cordon.claim_key");
        try {
            assertThatThrownBy(() -> installation.open()).isInstanceOf(CordonException.Refused.class);
        } finally {
            installation.installAgain();
        }
    }

    @Test
    void oneRoleForRecordsAndVault_isRefused() {
        Endpoint same = new Endpoint(installation.url(installation.vault), "app", "secret", 2);
        PostgresSettings settings =
                new PostgresSettings(installation.app(), same, Duration.ofSeconds(2), Duration.ofSeconds(2));
        assertThatThrownBy(() -> installation.open(settings))
                .isInstanceOfSatisfying(
                        CordonException.Refused.class,
                        e -> assertThat(e.problem().rule()).isEqualTo(Rule.C15));
    }

    @Test
    void databaseWithoutInstallation_isRefused() {
        Endpoint empty = new Endpoint(installation.url("postgres"), "app", "secret", 2);
        PostgresSettings settings =
                new PostgresSettings(empty, installation.keeper(), Duration.ofSeconds(2), Duration.ofSeconds(2));
        assertThatThrownBy(() -> installation.open(settings)).isInstanceOf(CordonException.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({"140023", "150017", "160013", "170009", "180003", "180000", "130022"})
    void outdatedServer_isRefused(int version) {
        assertThatThrownBy(() -> new ServerVersion(version).requireSafe())
                .isInstanceOfSatisfying(
                        CordonException.Refused.class,
                        e -> assertThat(e.problem().code()).isEqualTo("server-outdated"));
    }

    @ParameterizedTest
    @CsvSource({"150018", "160014", "170010", "180004", "180006", "190000"})
    void currentServer_isTaken(int version) {
        assertThatCode(() -> new ServerVersion(version).requireSafe()).doesNotThrowAnyException();
    }
}
