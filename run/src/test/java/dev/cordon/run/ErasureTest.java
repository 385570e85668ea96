package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.LedgerKey;
import dev.cordon.core.LedgerPublicKey;
import dev.cordon.core.Problem;
import dev.cordon.core.Session;
import dev.cordon.core.SessionId;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.SignedStatement;
import dev.cordon.testing.GitRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** A receipt that is kept in memory; the process stops before it is kept, or just after. */
    private static final class Stopping implements SessionReceipts {
        private final List<SignedStatement> kept = new ArrayList<>();
        private final boolean before;
        private boolean stops = true;

        Stopping(boolean before) {
            this.before = before;
        }

        @Override
        public Optional<SignedStatement> find(SessionId session) {
            return kept.isEmpty() ? Optional.empty() : Optional.of(kept.getLast());
        }

        @Override
        public void keep(SessionId session, SignedStatement receipt) {
            if (!stops || !before) {
                kept.add(receipt);
            }
            if (stops) {
                stops = false;
                throw new CordonException.Unavailable(Problem.of("ended", "It ended", "a test ends it", "none"));
            }
        }
    }

    private long partitionsAfterStop(Stopping receipts) throws Exception {
        SessionInfo info = worked("gone", "echo two >a.txt", false);
        assertThatThrownBy(() -> erasure().sessionAndFacts(info, receipts))
                .isInstanceOf(CordonException.Unavailable.class);
        assertThat(bench.store.router().listAll(RunBench.ME))
                .extracting(SessionInfo::id)
                .contains(info.id());
        long left = partitions();
        Erasure.Erased erased = erasure().sessionAndFacts(info, receipts);
        assertThat(receipts.kept).containsExactly(erased.signed());
        assertThat(bench.store.router().listAll(RunBench.ME)).isEmpty();
        return left;
    }

    @Test
    void stoppedBeforeItsReceiptIsKept_theSameAgain_endsIt_withOneReceipt() throws Exception {
        Stopping receipts = new Stopping(true);
        assertThat(partitionsAfterStop(receipts)).as("the directory only").isOne();
        assertThat(receipts.kept.getFirst().statement()).contains("\"readable\":false", "\"withFacts\":true");
    }

    /** What was drawn while the session could be read stays. */
    @Test
    void stoppedOnceItsReceiptIsKept_theSameAgain_endsIt_andTheReceiptStands() throws Exception {
        Stopping receipts = new Stopping(false);
        assertThat(partitionsAfterStop(receipts)).as("the directory only").isOne();
        assertThat(receipts.kept.getFirst().statement()).contains("\"readable\":true", "\"withFacts\":true");
    }

    /** Only what this ledger's key signed of this session stands. */
    @Test
    void receiptOfAnotherSessionOrKey_isNotTakenForItsOwn() throws Exception {
        SessionInfo other = worked("other", "true", false);
        SignedStatement others = erasure().session(other).signed();
        LedgerKey foreign = LedgerKey.openOrCreate(folder.resolve("foreign.key"));
        for (boolean altered : List.of(false, true)) {
            Stopping receipts = new Stopping(true);
            SessionInfo info = worked("gone", "true", false);
            String own =
                    others.statement().replace(other.id().value(), info.id().value());
            receipts.kept.add(altered ? SignedStatement.of(own, foreign) : others);
            assertThatThrownBy(() -> erasure().session(info, receipts)).isInstanceOf(CordonException.Unavailable.class);
            Erasure.Erased erased = erasure().session(info, receipts);
            assertThat(receipts.kept).hasSize(2).endsWith(erased.signed());
            assertThat(erased.receipt().session()).isEqualTo(info.id().value());
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
