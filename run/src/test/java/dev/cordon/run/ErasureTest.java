package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.LedgerKey;
import dev.cordon.core.LedgerPublicKey;
import dev.cordon.core.Session;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.SignedStatement;
import dev.cordon.testing.GitRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An erased session is gone with everything of it, its neighbour is untouched, and a signed receipt says so (C17). */
class ErasureTest {
    @TempDir
    Path folder;

    private RunBench bench;
    private Path keyFile;

    @BeforeEach
    void home() {
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "one\n");
        repo.commit("first");
        bench = new RunBench(folder.resolve("home"), repo.folder());
        keyFile = folder.resolve("home/ledger.key");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private SessionInfo worked(String name, String script, boolean applies) {
        try (Session session = bench.session(name)) {
            TaskRecord task = bench.run(session, "t", script).task();
            if (applies) {
                bench.desk(session).apply(task, bench.repo());
            }
            return session.info();
        }
    }

    private Erasure erasure() {
        return new Erasure(
                bench.machine, bench.store.router(), RunBench.ME, LedgerKey.openOrCreate(keyFile), "for 30 days");
    }

    private long partitions() throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("home/partitions"))) {
            return files.filter(file -> file.toString().endsWith(".db")).count();
        }
    }

    @Test
    void receipt_saysWhatWasDestroyedAndWhatIsLeft_andIsSigned() throws Exception {
        SessionInfo neighbour = worked("neighbour", "echo n >n.txt", false);
        SessionInfo info = worked("gone", "echo two >a.txt", true);
        SessionInfo fork;
        try (Session forked = bench.store.router().fork(RunBench.ME, info.id(), null, Duration.ofDays(1))) {
            fork = forked.info();
        }
        long before = partitions();

        Erasure.Erased erased = erasure().session(info);

        assertThat(erased.receipt().readable()).isTrue();
        assertThat(erased.receipt().forks()).containsExactly(fork.id().value());
        assertThat(erased.receipt().facts()).isEmpty();
        assertThat(erased.receipt().destroyed()).containsEntry("TASK", 1).containsEntry("RUN", 1);
        assertThat(erased.receipt().applied()).containsExactly(bench.repository.toString());
        LedgerPublicKey key = LedgerPublicKey.read(folder.resolve("home/ledger.key.pub"));
        assertThat(erased.signed().isBy(key)).isTrue();
        assertThat(new SignedStatement(
                                erased.signed().statement().replace("TASK", "RUN"),
                                erased.signed().key(),
                                erased.signed().signature())
                        .isBy(key))
                .as("an altered receipt")
                .isFalse();
        assertThat(partitions()).isEqualTo(before - 1);
        assertThat(bench.machine.bases().all())
                .as("base trees that only it used")
                .isEmpty();
        assertThatThrownBy(() -> bench.store.router().openForReading(RunBench.ME, info.id()))
                .isInstanceOf(CordonException.NotFound.class);
        try (var reader = bench.store.router().openForReading(RunBench.ME, neighbour.id())) {
            assertThat(TaskBook.named(reader, "t")).isPresent();
        }
    }

    @Test
    void damagedSession_isErasedAllTheSame_andTheReceiptSaysThatItCouldNotBeRead() throws Exception {
        SessionInfo info = worked("gone", "echo two >a.txt", false);
        try (Stream<Path> files = Files.walk(folder.resolve("home/partitions"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".db")).toList()) {
                if (file.toFile().length() > 20_000) {
                    Files.write(file, new byte[30_000]);
                }
            }
        }
        Erasure.Erased erased = erasure().session(info);
        assertThat(erased.receipt().readable()).isFalse();
        assertThat(bench.store.router().list(RunBench.ME)).isEmpty();
    }
}
