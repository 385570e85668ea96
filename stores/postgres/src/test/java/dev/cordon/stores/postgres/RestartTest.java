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
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    private static EmbeddedPostgres server;
    private static Path data;
    private static Path programs;
    private static Installation installation;

    @BeforeAll
    static void start() throws Exception {
        data = folder.resolve("data");
        server = Server.start(data);
        programs = Files.readSymbolicLink(Path.of("/proc", Long.toString(postmaster()), "exe"))
                .getParent();
        installation = Installation.on(server, folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static long postmaster() throws Exception {
        return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
    }

    /** As a loss of power, for all that the server can tell. */
    private static void stopAtOnce() throws Exception {
        ProcessHandle.of(postmaster()).orElseThrow().destroyForcibly();
        Await.until(
                Duration.ofSeconds(10),
                () -> ProcessHandle.allProcesses().noneMatch(RestartTest::isOurs),
                "the server's processes to end");
        // After a loss of power no process has its number; here a dead one that nobody waited for may still.
        Files.delete(data.resolve("postmaster.pid"));
    }

    private static boolean isOurs(ProcessHandle process) {
        try {
            return process.isAlive()
                    && Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                            .equals(data);
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static void startAgain() throws Exception {
        List<String> options = Files.readAllLines(data.resolve("postmaster.opts"));
        String line =
                options.getFirst().substring(options.getFirst().indexOf(' ')).replace("\"", "");
        List<String> command = new java.util.ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs.resolve("pg_ctl").toString());
        command.addAll(
                List.of("-w", "-D", data.toString(), "-l", folder.resolve("log").toString()));
        command.addAll(List.of("-o", line.replaceFirst(" -D \\S+", ""), "start"));
        Process start = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(start.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(start.waitFor())
                .as(said + Files.readString(folder.resolve("log")))
                .isZero();
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
                stopAtOnce();
                startAgain();
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
            stopAtOnce();
            try {
                assertThatThrownBy(log::head).isInstanceOf(CordonException.Unavailable.class);
                log.close();
            } finally {
                startAgain();
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
}
