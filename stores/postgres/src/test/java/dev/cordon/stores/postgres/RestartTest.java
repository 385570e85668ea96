package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore.Access;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.tck.SealedRows;
import dev.cordon.testing.Await;
import dev.cordon.testing.LeavesBehind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that goes down without a word and comes back (C18). */
@LeavesBehind(
        reason = "a restarted server is made of other processes; the class ends the last of them",
        kinds = {"process", "namespace"})
class RestartTest {
    private static final PartitionId MINE = Lab.session("0");
    private static final String ID = "rec_" + "A".repeat(39);

    @TempDir
    static Path folder;

    private static OwnServer own;
    private static Installation installation;

    @BeforeAll
    static void start() throws Exception {
        own = new OwnServer(folder);
        installation = Installation.on(own.server(), folder);
    }

    @AfterAll
    static void stop() throws Exception {
        own.close();
    }

    @Test
    void restartsUnderWriting_loseNothingAcknowledged_andWriteNothingTwice() throws Exception {
        SealedRows rows = new SealedRows(MINE);
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        try (PostgresStore store = installation.open(settings(Duration.ofSeconds(30)))) {
            PartitionLog log = store.partitions().open(MINE, Access.CREATE).orElseThrow();
            CompletableFuture<Head> writer = CompletableFuture.supplyAsync(() -> {
                Head head = Head.genesis(MINE);
                while (!enough.get()) {
                    SealedRow row = rows.seal(Kind.NOTE, ID, "n" + written.get(), head);
                    log.append(rows.batch(row), head);
                    head = SealedRows.after(row);
                    written.incrementAndGet();
                }
                return head;
            });
            for (int round = 1; round <= 3; round++) {
                int before = written.get();
                Await.until(Duration.ofSeconds(30), () -> writer.isDone() || written.get() > before + 20, "rows");
                own.stopAtOnce();
                own.startAgain();
            }
            int before = written.get();
            Await.until(Duration.ofSeconds(30), () -> writer.isDone() || written.get() > before + 20, "rows");
            enough.set(true);
            Head head = writer.get(30, TimeUnit.SECONDS);
            assertThat(log.read(1, Long.MAX_VALUE)).hasSize(written.get());
            assertThat(log.head()).contains(head);
            log.close();
            store.partitions().destroy(MINE);
        }
    }

    @Test
    void logClosedWhileTheServerIsDown_isGivenBackWhenItReturns() throws Exception {
        try (PostgresStore store = installation.open(settings(Duration.ofMillis(300)))) {
            PartitionLog log = store.partitions().open(MINE, Access.CREATE).orElseThrow();
            own.stopAtOnce();
            try {
                assertThatThrownBy(log::head).isInstanceOf(CordonException.Unavailable.class);
                log.close();
            } finally {
                own.startAgain();
            }
            Await.until(Duration.ofSeconds(20), () -> isFree(store), "the log to be free");
            store.partitions().destroy(MINE);
        }
    }

    private static boolean isFree(PostgresStore store) {
        try {
            store.partitions().open(MINE, Access.WRITE).orElseThrow().close();
            return true;
        } catch (CordonException e) {
            return false;
        }
    }

    private static PostgresSettings settings(Duration patience) {
        return new PostgresSettings(installation.app(), installation.keeper(), Duration.ofSeconds(3), patience);
    }

    @Test
    void fullDisk_isReported_writesNothing_andIsOverWhenThereIsSpace() throws Exception {
        Path small = Files.createDirectories(folder.resolve("small"));
        own.stopAtOnce();
        own.startAgainWithSmall(small, 24);
        SealedRows rows = new SealedRows(MINE);
        Head empty = Head.genesis(MINE);
        SealedRow large = rows.seal(Kind.NOTE, ID, "x".repeat(8_000_000), empty);
        try (PostgresStore store = installation.open(settings(Duration.ofSeconds(5)))) {
            moveTo("small", "CREATE TABLESPACE small LOCATION '" + small + "'");
            Path filler = Files.write(own.seenByIt(small).resolve("filler"), new byte[20_000_000]);
            PartitionLog log = store.partitions().open(MINE, Access.CREATE).orElseThrow();
            assertThatThrownBy(() -> log.append(rows.batch(large), empty))
                    .isInstanceOfSatisfying(
                            CordonException.Unavailable.class,
                            e -> assertThat(e.problem().code()).isEqualTo("store-full"));
            assertThat(log.head()).isEmpty();
            Files.delete(filler);
            log.append(rows.batch(large), empty);
            assertThat(log.read(1, 9)).containsExactly(large);
            log.close();
            store.partitions().destroy(MINE);
            moveTo("pg_default", "SELECT 1");
            Server.run(installation.admin(installation.records), "DROP TABLESPACE small");
        } finally {
            own.stopAtOnce();
            own.startAgain();
        }
    }

    private static void moveTo(String tablespace, String first) throws Exception {
        List<String> statements = new ArrayList<>(List.of(first));
        for (int i = 0; i < 16; i++) {
            statements.add("ALTER TABLE cordon.record_" + i + " SET TABLESPACE " + tablespace);
        }
        Server.run(installation.admin(installation.records), statements.toArray(String[]::new));
    }
}
