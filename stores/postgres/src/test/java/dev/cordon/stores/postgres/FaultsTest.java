package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.spi.Batch;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore.Access;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.tck.SealedRows;
import dev.cordon.testing.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection, a server or a limit that fails in the middle of a write (C18). */
class FaultsTest {
    private static final PartitionId MINE = Lab.session("0");
    private static final String ID = "rec_" + "A".repeat(39);
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    static Path home;

    private static Installation installation;

    private final SealedRows rows = new SealedRows(MINE);
    private final Head empty = Head.genesis(MINE);
    private final SealedRow first = rows.seal(Kind.NOTE, ID, "one", empty);
    private final Batch batch = rows.batch(first, rows.seal(Kind.NOTE, ID, "two", SealedRows.after(first)));
    private CuttingProxy network;
    private PostgresSettings settings;
    private PostgresStore store;
    private PartitionLog log;

    @BeforeAll
    static void install() throws Exception {
        installation = Installation.on(Server.shared(), home);
    }

    @AfterAll
    static void drop() throws Exception {
        installation.close();
    }

    @BeforeEach
    void openLog() throws Exception {
        network = new CuttingProxy(installation.server.getPort());
        Endpoint throughIt = new Endpoint(
                "jdbc:postgresql://127.0.0.1:" + network.port() + "/" + installation.records, "app", "secret", 3);
        settings = new PostgresSettings(throughIt, installation.keeper(), Duration.ofMinutes(5), Duration.ofSeconds(3));
        store = installation.open(settings);
        log = store.partitions().open(MINE, Access.CREATE).orElseThrow();
    }

    @AfterEach
    void closeLog() throws Exception {
        network.mend();
        log.close();
        store.close();
        network.close();
        Server.run(admin(), "TRUNCATE cordon.record, cordon.log, cordon.node");
    }

    private static javax.sql.DataSource admin() {
        return installation.admin(installation.records);
    }

    private static String count() throws SQLException {
        return Server.run(admin(), "SELECT count(*) FROM cordon.record").getFirst();
    }

    private static void assertUnavailable(String code, Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        CordonException.Unavailable.class,
                        e -> assertThat(e.problem().code()).isEqualTo(code));
    }

    @Test
    void lostAnswer_isFoundOut_andTheBatchIsThereOnce() throws Exception {
        network.loseAnswerTo("cordon.append");
        log.append(batch, empty);
        assertThat(network.hasCut()).isTrue();
        assertThat(count()).isEqualTo("2");
        assertThat(log.read(1, 9)).isEqualTo(batch.rows());
    }

    @Test
    void lostAnswerToADeletion_isFoundOut() throws Exception {
        log.append(batch, empty);
        Head head = SealedRows.after(batch.rows().getLast());
        network.loseAnswerTo("cordon.append");
        log.delete(rows.batch(rows.seal(Kind.TOMBSTONE, ID, "NOTE", head)), head);
        assertThat(network.hasCut()).isTrue();
        assertThat(count()).isEqualTo("3");
        assertThat(log.read(ID)).hasSize(1);
    }

    @Test
    void lostAnswerToTaking_isFoundOut() throws Exception {
        log.close();
        network.loseAnswerTo("cordon.take");
        try (PartitionLog again = store.partitions().open(MINE, Access.WRITE).orElseThrow()) {
            again.append(batch, empty);
        }
        store.partitions().destroy(MINE);
        network.loseAnswerTo("cordon.take");
        log = store.partitions().open(MINE, Access.CREATE).orElseThrow();
        assertThat(network.hasCut()).isTrue();
    }

    @Test
    void connectionThatStaysAway_isReportedAsUnclear_andOpeningAgainTells() throws Exception {
        network.loseAnswerForGoodTo("cordon.append");
        assertUnavailable("store-unclear", () -> log.append(batch, empty));
        network.mend();
        assertThat(log.head()).contains(SealedRows.after(batch.rows().getLast()));
        assertThat(count()).isEqualTo("2");
    }

    @Test
    void noConnectionFromTheStart_isReportedAsNothingWritten() throws Exception {
        PostgresSettings nowhere = new PostgresSettings(
                new Endpoint("jdbc:postgresql://127.0.0.1:1/none", "app", "secret", 2),
                installation.keeper(),
                Duration.ofSeconds(5),
                Duration.ofMillis(500));
        assertUnavailable("store-unreachable", () -> installation.open(nowhere));
    }

    @Test
    void killedConnection_writesOnce_whenTheServerRolledBack() throws Exception {
        try (Connection blocker = admin().getConnection()) {
            CompletableFuture<Void> append = blockedAppend(blocker);
            Server.run(
                    admin(),
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%cordon.append%'"
                            + " AND usename = 'app' AND wait_event_type = 'Lock'");
            blocker.rollback();
            append.get(10, TimeUnit.SECONDS);
        }
        assertThat(count()).isEqualTo("2");
    }

    @Test
    void statementTimeout_writesNothing_andSaysSo() throws Exception {
        Server.run(admin(), "ALTER ROLE app SET statement_timeout = '500ms'");
        log.close();
        store.close();
        store = installation.open(settings);
        log = store.partitions().open(MINE, Access.WRITE).orElseThrow();
        try (Connection blocker = admin().getConnection()) {
            CompletableFuture<Void> append = blockedAppend(blocker);
            assertThatThrownBy(() -> append.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("time limit");
            blocker.rollback();
        } finally {
            Server.run(admin(), "ALTER ROLE app RESET statement_timeout");
            dropConnections();
        }
        assertThat(count()).isEqualTo("0");
        log.append(batch, empty);
        assertThat(count()).isEqualTo("2");
    }

    /** Locks the log's row, so that an append has begun and can't end. */
    private CompletableFuture<Void> blockedAppend(Connection blocker) throws Exception {
        blocker.setAutoCommit(false);
        Server.run(blocker, "SELECT 1 FROM cordon.log FOR UPDATE");
        CompletableFuture<Void> append = CompletableFuture.runAsync(() -> log.append(batch, empty));
        Await.until(
                SOON,
                () -> append.isDone()
                        || !Server.run(
                                        admin(),
                                        "SELECT pid FROM pg_stat_activity WHERE query LIKE '%cordon.append%'"
                                                + " AND usename = 'app' AND wait_event_type = 'Lock'")
                                .isEmpty(),
                "an append that waits");
        return append;
    }

    @Test
    void readOnlyDatabase_isReported_andNothingIsWritten() throws Exception {
        Server.run(admin(), "ALTER DATABASE " + installation.records + " SET default_transaction_read_only = on");
        dropConnections();
        try {
            assertThat(log.head()).as("reading goes on").isEmpty();
            assertUnavailable("store-read-only", () -> log.append(batch, empty));
            assertUnavailable("store-read-only", installation::open);
        } finally {
            try (Connection on = admin().getConnection()) {
                Server.run(
                        on,
                        "SET default_transaction_read_only = off",
                        "ALTER DATABASE " + installation.records + " RESET default_transaction_read_only");
            }
            dropConnections();
        }
        log.append(batch, empty);
        assertThat(count()).isEqualTo("2");
    }

    private static void dropConnections() throws SQLException {
        Server.run(
                installation.server.getPostgresDatabase(),
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'");
    }

    @Test
    void writerThatOversleptItsLease_isStopped_byTheNextOne() throws Exception {
        log.append(rows.batch(first), empty);
        try (PostgresStore other = installation.open()) {
            assertThatThrownBy(() -> other.partitions().open(MINE, Access.WRITE))
                    .isInstanceOf(CordonException.Conflict.class);
            Server.run(admin(), "UPDATE cordon.node SET lease_until = now() - interval '1 second'");
            try (PartitionLog next = other.partitions().open(MINE, Access.WRITE).orElseThrow()) {
                Head head = SealedRows.after(first);
                Batch late = rows.batch(batch.rows().getLast());
                assertThatThrownBy(() -> log.append(late, head))
                        .isInstanceOfSatisfying(
                                CordonException.Conflict.class,
                                e -> assertThat(e.problem().code()).isEqualTo("lease-lost"));
                next.append(late, head);
            }
        }
        assertThat(count()).isEqualTo("2");
    }

    @Test
    void sleepingCommit_isWoken_byTheFunctionItself() throws Exception {
        Server.run(
                admin(),
                "CREATE TABLE public.seen (what text)",
                "GRANT INSERT ON public.seen TO PUBLIC",
                "CREATE FUNCTION public.see() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN INSERT INTO"
                        + " public.seen VALUES (current_setting(''synchronous_commit'')); RETURN NULL; END'",
                "CREATE TRIGGER see AFTER INSERT ON cordon.record FOR EACH STATEMENT EXECUTE FUNCTION public.see()",
                "ALTER ROLE app SET synchronous_commit = off");
        dropConnections();
        try {
            log.append(batch, empty);
            assertThat(Server.run(admin(), "SELECT what FROM public.seen")).containsExactly("on");
        } finally {
            Server.run(
                    admin(),
                    "ALTER ROLE app RESET synchronous_commit",
                    "DROP TRIGGER see ON cordon.record",
                    "DROP FUNCTION public.see()",
                    "DROP TABLE public.seen");
            dropConnections();
        }
    }

    @Test
    void serializableServer_getsTheSameAnswers() throws Exception {
        Server.run(admin(), "ALTER ROLE app SET default_transaction_isolation = 'repeatable read'");
        dropConnections();
        try {
            log.append(rows.batch(first), empty);
            log.append(rows.batch(batch.rows().getLast()), SealedRows.after(first));
            Batch stale = rows.batch(first);
            log.append(stale, empty);
            Batch other = rows.batch(rows.seal(Kind.NOTE, ID, "other", empty));
            assertThatThrownBy(() -> log.append(other, empty)).isInstanceOf(CordonException.Conflict.class);
        } finally {
            Server.run(admin(), "ALTER ROLE app RESET default_transaction_isolation");
            dropConnections();
        }
        assertThat(count()).isEqualTo("2");
    }
}
