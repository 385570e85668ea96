package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.GitRepo;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole machine's sessions on PostgreSQL: set up as the docs say, moved there, and worked with. */
class PostgresTest {
    private static EmbeddedPostgres server;

    @TempDir
    Path folder;

    private GitRepo repo;
    private Cli local;
    private Cli cli;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void repository() throws Exception {
        repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "one\n");
        repo.commit("first");
        local = Cli.in(repo, folder.resolve("home"));
        Path config = Files.writeString(folder.resolve("cordon.yaml"), """
                version: 1
                store:
                  kind: postgres
                  records: { url: "%s", user: app, password: "${DB}" }
                  vault: { url: "%s", user: keeper, password: "${DB}", connections: 4 }
                  lease: 2s
                """.formatted(url("records"), url("vault")));
        cli = local.with("CORDON_CONFIG", config.toString())
                .with("DB", "secret")
                .with("INSTALLER", "secret");
        sql("postgres", "DROP DATABASE IF EXISTS records WITH (FORCE)", "DROP DATABASE IF EXISTS vault WITH (FORCE)");
        sql("postgres", "CREATE DATABASE records", "CREATE DATABASE vault");
        sql("records", cli.type("migrate", "--print-setup", "records").out());
        sql("vault", cli.type("migrate", "--print-setup", "vault").out());
        for (String role : new String[] {"installer", "app", "keeper"}) {
            sql(
                    "postgres",
                    "DO $$ BEGIN CREATE ROLE " + role
                            + " LOGIN PASSWORD 'secret'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        }
        sql(
                "postgres",
                "GRANT cordon_owner, cordon_gate, cordon_vault_owner TO installer",
                "GRANT cordon_app TO app",
                "GRANT cordon_vault TO keeper");
    }

    private static String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
    }

    private static void sql(String database, String... statements) throws SQLException {
        try (Connection on = server.getDatabase("postgres", database).getConnection();
                Statement statement = on.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static long rows() throws SQLException {
        try (Connection on = server.getDatabase("postgres", "records").getConnection();
                Statement statement = on.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM cordon.record")) {
            count.next();
            return count.getLong(1);
        }
    }

    private Cli.Result migrate() {
        return cli.type("migrate", "--installer-password", "${INSTALLER}");
    }

    @Test
    void sessionsOfTheEmbeddedStore_moveAndGoOn() throws Exception {
        assertThat(local.type("run", "--session", "work", "--task", "before", "--", "sh", "-c", "echo two >a.txt")
                        .exit())
                .isZero();

        assertThat(migrate()).satisfies(moved -> {
            assertThat(moved.exit()).as(moved.all()).isZero();
            assertThat(moved.out()).contains("partitions", "records", "root.keyset");
        });
        assertThat(migrate().exit()).as("it can be typed again").isZero();
        Files.move(folder.resolve("home/partitions"), folder.resolve("elsewhere"));
        for (String file : new String[] {"keys.db", "anchors.db", "incidents.db"}) {
            Files.delete(folder.resolve("home").resolve(file));
        }

        assertThat(cli.type("task", "diff", "before").out()).contains("+two");
        long before = rows();
        Cli.Result second =
                cli.type("run", "--session", "work", "--task", "after", "--", "sh", "-c", "echo three >a.txt");
        assertThat(second.exit()).as(second.all()).isZero();
        assertThat(cli.type("task", "apply", "after").exit()).isZero();
        assertThat(repo.folder().resolve("a.txt")).hasContent("three");
        assertThat(rows()).isGreaterThan(before);
        assertThat(cli.type("usage").exit()).isZero();
        assertThat(cli.type("rotate", "root").out()).contains("the old one is gone");
        assertThat(cli.type("rotate", "tenant").out()).contains("the old one is gone");
        assertThat(cli.type("rotate", "claim").err()).contains("--installer-password");
        assertThat(local.type("rotate", "claim", "--installer-password", "${HOME}")
                        .err())
                .contains("no claim's key");
        sql("records", "CREATE TABLE public.backup AS SELECT * FROM cordon.claim_key");
        Cli.Result claim = cli.type("rotate", "claim", "--installer-password", "${INSTALLER}");
        assertThat(claim.exit()).as(claim.all()).isZero();
        assertThat(claim.out()).contains("key 2");
        sql(
                "records",
                "DELETE FROM cordon.claim_key",
                "INSERT INTO cordon.claim_key SELECT * FROM public.backup",
                "DROP TABLE public.backup");
        assertThat(cli.type("session", "list").exit()).isNotZero();
        assertThat(cli.type("rotate", "claim", "--installer-password", "${INSTALLER}")
                        .out())
                .contains("key 3");
        assertThat(cli.type("task", "diff", "after").out()).contains("+three");
        assertThat(folder.resolve("home/partitions")).doesNotExist();
    }

    @Test
    void emptyHome_installsAndServes() throws SQLException {
        assertThat(migrate().exit()).isZero();
        Cli.Result run = cli.type("run", "--session", "fresh", "--task", "t", "--", "true");
        assertThat(run.exit()).as(run.all()).isZero();
        Cli.Result erased = cli.type("session", "erase", "fresh");
        assertThat(erased.exit()).as(erased.all()).isZero();
        assertThat(cli.type("run", "--session", "more", "--task", "t", "--", "true")
                        .exit())
                .isZero();
        Cli.Result all = cli.type("erase", "tenant", "--yes");
        assertThat(all.exit()).as(all.all()).isZero();
        assertThat(rows()).isZero();
        assertThat(cli.type("session", "list").out()).contains("no sessions yet");
    }

    @Test
    void whatIsNotReady_isSaidWithItsMend() {
        assertThat(cli.type("session", "list")).satisfies(notInstalled -> {
            assertThat(notInstalled.exit()).isNotZero();
            assertThat(notInstalled.err()).contains("why:", "mend:").doesNotContain("secret", "Exception");
        });
        assertThat(cli.type("migrate").err()).contains("--installer-password");
        assertThat(cli.type("migrate", "--installer-password", "secret").err()).contains("must be a reference");
        assertThat(cli.with("DB", "wrong").type("session", "list").err())
                .contains("mend:")
                .doesNotContain("wrong");
        assertThat(cli.type("backup", folder.resolve("b").toString()).err()).contains("docs/postgres.md");
        assertThat(local.type("migrate", "--installer-password", "${HOME}").err())
                .contains("kind: postgres");
    }
}
