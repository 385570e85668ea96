package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.Alias;
import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Credential;
import dev.cordon.core.Draft;
import dev.cordon.core.Head;
import dev.cordon.core.IdType;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Session;
import dev.cordon.core.UserId;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore.Access;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.tck.SealedRows;
import dev.cordon.testing.Await;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** kill -9 of a real process that writes, erases or migrates (C17, C18). */
class KillTest {
    private static final Alias NAME = new Alias("durable");
    private static final Credential ME = new Credential.OsUser();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration LEASE = Duration.ofSeconds(1);

    @TempDir
    Path home;

    private Installation installation;

    @BeforeEach
    void install() throws Exception {
        installation = Installation.on(Server.shared(), home);
        Files.createDirectories(home.resolve("killed_records"));
    }

    @AfterEach
    void drop() throws Exception {
        installation.close();
    }

    private static PostgresStore open(String records, String vault, Path home) {
        PostgresSettings settings = new PostgresSettings(
                new Endpoint(records, "app", "secret", 3),
                new Endpoint(vault, "keeper", "secret", 3),
                LEASE,
                Duration.ofSeconds(5));
        return PostgresStore.open(settings, home, new UserId("dev"), InstantSource.system(), new SecureRandom());
    }

    private PostgresStore open() {
        return open(installation.url(installation.records), installation.url(installation.vault), installation.home);
    }

    /** Appends pairs for ever and says each sequence once it is acknowledged. */
    static final class Writer {
        public static void main(String[] args) {
            try (PostgresStore store = open(args[0], args[1], Path.of(args[2]));
                    Session session = store.router()
                            .openOrCreate(ME, store.workspaces().of(Path.of(args[2])), NAME, Duration.ofHours(1))) {
                while (true) {
                    List<Draft> pair = List.of(draft(store), draft(store));
                    System.out.println(session.append(pair).getLast().sequence());
                    System.out.flush();
                }
            }
        }

        private static Draft draft(PostgresStore store) {
            return new Draft(
                    Kind.TRACE, store.ids().mint(IdType.RECORD), Bytes.ceded(new byte[300]), Author.user("dev"));
        }
    }

    /** Makes partitions and destroys them, for ever, and says how many it has. */
    static final class Eraser {
        public static void main(String[] args) {
            try (PostgresStore store = open(args[0], args[1], Path.of(args[2]))) {
                for (int i = 0; ; i++) {
                    PartitionId partition = Lab.session(Integer.toString(i % 8));
                    SealedRows rows = new SealedRows(partition);
                    try (PartitionLog log =
                            store.partitions().open(partition, Access.CREATE).orElseThrow()) {
                        SealedRow row = rows.seal(Kind.NOTE, Lab.FOREIGN_ID, "x", Head.genesis(partition));
                        log.append(rows.batch(row), Head.genesis(partition));
                    }
                    store.partitions().destroy(partition);
                    System.out.println(i);
                    System.out.flush();
                }
            }
        }
    }

    /** Installs into two databases that are prepared. */
    static final class Installer {
        public static void main(String[] args) {
            PostgresInstaller.install(
                    source(args[0]),
                    source(args[1]),
                    new Endpoint(args[1], "keeper", "secret", 2),
                    Path.of(args[2], "root.keyset"),
                    new SecureRandom());
        }

        private static PGSimpleDataSource source(String url) {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(url);
            source.setUser("installer");
            source.setPassword("secret");
            return source;
        }
    }

    private Process child(Class<?> main, String records, String vault) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        installation.url(records),
                        installation.url(vault),
                        home.resolve(records).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** By its handle: the process object would close the pipe that still holds what was acknowledged. */
    private static void kill(Process child) throws InterruptedException {
        child.toHandle().destroyForcibly();
        child.waitFor();
    }

    private static long drain(BufferedReader out, long last) {
        List<String> rest = new ArrayList<>(out.lines().toList());
        // The last line may be cut by the kill: then nobody was told.
        return rest.size() > 1 ? Long.parseLong(rest.get(rest.size() - 2)) : last;
    }

    @Test
    void killedWriter_losesNothingAcknowledged_leavesNoHalfBatch_andFreesTheSession() throws Exception {
        for (int round = 1; round <= 2; round++) {
            Process child = child(Writer.class, installation.records, installation.vault);
            long acknowledged = 0;
            try (BufferedReader out = child.inputReader()) {
                for (int i = 0; i < 20 * round; i++) {
                    acknowledged = Long.parseLong(out.readLine());
                }
                child.toHandle().destroyForcibly();
                acknowledged = drain(out, acknowledged);
            } finally {
                kill(child);
            }
            assertWholeUpTo(acknowledged);
        }
    }

    private void assertWholeUpTo(long acknowledged) throws Exception {
        try (PostgresStore store = open()) {
            Session[] opened = new Session[1];
            Await.until(SOON, () -> (opened[0] = tryOpen(store)) != null, "the killed writer's lease to end");
            try (Session session = opened[0]) {
                assertThat(session.head().sequence())
                        .isGreaterThanOrEqualTo(acknowledged)
                        .isOdd();
                assertThat(session.read(Kind.TRACE))
                        .hasSize((int) session.head().sequence() - 1);
            }
            assertThat(Installation.incidents(store)).isEmpty();
        }
    }

    private Session tryOpen(PostgresStore store) {
        try {
            return store.router().open(ME, store.workspaces().of(installation.home), NAME);
        } catch (dev.cordon.core.CordonException.Conflict busy) {
            return null;
        }
    }

    @Test
    void killedEraser_leavesPartitionsWholeOrGone() throws Exception {
        for (int round = 0; round < 2; round++) {
            Process child = child(Eraser.class, installation.records, installation.vault);
            try (BufferedReader out = child.inputReader()) {
                for (int i = 0; i < 10 + round; i++) {
                    out.readLine();
                }
            } finally {
                kill(child);
            }
            String orphans = "SELECT count(*) FROM cordon.record r WHERE NOT EXISTS"
                    + " (SELECT FROM cordon.log l WHERE l.scope = r.scope)";
            assertThat(Server.run(admin(), orphans)).containsExactly("0");
            Server.run(admin(), "TRUNCATE cordon.record, cordon.log");
        }
    }

    private javax.sql.DataSource admin() {
        return installation.admin(installation.records);
    }

    @Test
    void killedMigration_isTakenBack_andGoesThroughTheNextTime() throws Exception {
        Server.run(
                installation.server.getPostgresDatabase(),
                "CREATE DATABASE killed_records",
                "CREATE DATABASE killed_vault");
        try {
            PostgresInstaller.prepareRecords(installation.admin("killed_records"));
            PostgresInstaller.prepareVault(installation.admin("killed_vault"));
            killInTheMiddle();
            assertThat(Server.run(installation.admin("killed_records"), "SELECT to_regclass('cordon.record') IS NULL"))
                    .containsExactly("t");
            Process again = child(Installer.class, "killed_records", "killed_vault");
            assertThat(again.waitFor()).isZero();
            open(installation.url("killed_records"), installation.url("killed_vault"), home.resolve("killed_records"))
                    .close();
        } finally {
            Server.run(
                    installation.server.getPostgresDatabase(),
                    "DROP DATABASE killed_records WITH (FORCE)",
                    "DROP DATABASE killed_vault WITH (FORCE)");
        }
    }

    /** Policies can't be made while somebody holds their catalogue: half of the migration has run then. */
    private void killInTheMiddle() throws Exception {
        try (Connection blocker = installation.admin("killed_records").getConnection()) {
            blocker.setAutoCommit(false);
            Server.run(blocker, "LOCK TABLE pg_catalog.pg_policy IN SHARE MODE");
            Process child = child(Installer.class, "killed_records", "killed_vault");
            try {
                Await.until(SOON, () -> waitsForALock(), "a migration that has begun");
            } finally {
                kill(child);
            }
            blocker.rollback();
        }
        Await.until(
                SOON,
                () -> Server.run(
                                installation.server.getPostgresDatabase(),
                                "SELECT pid FROM pg_stat_activity WHERE usename = 'installer'")
                        .isEmpty(),
                "the server to see that its client is gone");
    }

    private boolean waitsForALock() throws SQLException {
        return !Server.run(
                        installation.server.getPostgresDatabase(),
                        "SELECT pid FROM pg_stat_activity WHERE usename = 'installer' AND wait_event_type = 'Lock'")
                .isEmpty();
    }
}
