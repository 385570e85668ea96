package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capsule.Journal.Step;
import dev.cordon.core.CordonException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written before a thing is made, and who may hold it (C30). */
class JournalTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("run_1.jsonl");
    }

    @Test
    void steps_areReadBackInOrder() {
        try (Journal journal = Journal.begin(folder, "run_1", Map.of("folder", "/x\n\"ü"))) {
            journal.append(Step.CAPSULE, Map.of("groups", "a\nb"));
            assertThat(journal.entries()).extracting(Journal.Entry::step).containsExactly(Step.BEGIN, Step.CAPSULE);
            assertThat(journal.entries().getFirst().fact("folder")).isEqualTo("/x\n\"ü");
            assertThat(journal.entries().getLast().fact("absent")).isEmpty();
        }
    }

    @Test
    void liveRun_cantBeBegunOrTakenOver() {
        try (Journal _ = Journal.begin(folder, "run_1", Map.of())) {
            assertThat(Journal.isLive(folder, "run_1")).isTrue();
            assertThat(Journal.takeOver(file())).isEmpty();
            assertThat(DeadRun.in(folder)).isEmpty();
            assertThatThrownBy(() -> Journal.begin(folder, "run_1", Map.of()))
                    .isInstanceOf(CordonException.Conflict.class);
        }
        assertThat(Journal.isLive(folder, "run_1")).isFalse();
        assertThatThrownBy(() -> Journal.begin(folder, "run_1", Map.of())).isInstanceOf(CordonException.Conflict.class);
    }

    @Test
    void removedJournal_leavesNothing_andAskingAboutItMakesNothing() {
        Journal.begin(folder, "run_1", Map.of()).remove();
        assertThat(Journal.isLive(folder, "run_1")).isFalse();
        assertThat(Journal.takeOver(file())).isEmpty();
        assertThat(folder).isEmptyDirectory();
        assertThat(Journal.isLive(folder.resolve("nowhere"), "run_1")).isFalse();
    }

    @Test
    void lockThatACrashLeftAlone_isSweptUp() throws Exception {
        Files.createFile(folder.resolve("run_1.jsonl.lock"));
        assertThat(DeadRun.in(folder)).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"step\":\"CAPSU",
                "{",
                "\u0000\u0000",
                "{\"step\":\"CAPSULE\",\"facts\":{}}",
                "{\"step\":\"UNHEARD_OF\",\"facts\":{}}\n"
            })
    void tornLastLine_isAsIfNotWritten(String torn) throws Exception {
        Journal.begin(folder, "run_1", Map.of("a", "b")).close();
        Files.writeString(file(), torn, StandardOpenOption.APPEND);
        assertThat(Journal.read(file())).containsExactly(new Journal.Entry(Step.BEGIN, Map.of("a", "b")));
    }

    @Test
    void lineTornWithinACharacter_isAsIfNotWritten() throws Exception {
        Journal.begin(folder, "run_1", Map.of("a", "b")).close();
        Files.write(file(), new byte[] {'{', '"', (byte) 0xc3}, StandardOpenOption.APPEND);
        assertThat(Journal.read(file())).hasSize(1);
    }

    @Test
    void interruptedThread_stillWrites() {
        try (Journal journal = Journal.begin(folder, "run_1", Map.of())) {
            Thread.currentThread().interrupt();
            journal.append(Step.EXITED, Map.of());
            assertThat(Thread.interrupted()).isTrue();
            journal.append(Step.TEARDOWN, Map.of());
            assertThat(journal.entries()).hasSize(3);
        }
    }

    @Test
    void removalTakeoverAndQuestionsAtOnce_neverGiveOneJournalToTwo_andLeaveNothing() throws Exception {
        AtomicInteger holders = new AtomicInteger();
        for (int round = 0; round < 30; round++) {
            Journal.begin(folder, "run_1", Map.of()).close();
            List<Callable<Void>> work = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                work.add(() -> {
                    Journal.isLive(folder, "run_1");
                    Journal.takeOver(file()).ifPresent(journal -> {
                        assertThat(holders.incrementAndGet()).isEqualTo(1);
                        holders.decrementAndGet();
                        journal.remove();
                    });
                    return null;
                });
            }
            try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
                for (Future<Void> done : threads.invokeAll(work)) {
                    done.get();
                }
            }
            DeadRun.in(folder).forEach(DeadRun::remove);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void lockBetweenProcesses_isSeen_andFreedByDeath() throws Exception {
        try (ChildJvm child = ChildJvm.start(Holder.class, folder.toString())) {
            child.awaitWord("held");
            assertThat(Journal.isLive(folder, "run_1")).isTrue();
            assertThat(DeadRun.in(folder)).isEmpty();
            child.kill();
            assertThat(Journal.isLive(folder, "run_1")).isFalse();
        }
        DeadRun.in(folder).forEach(DeadRun::remove);
        assertThat(folder).isEmptyDirectory();
    }

    /** Begins a run and lives on. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            try (Journal _ = Journal.begin(Path.of(arguments[0]), "run_1", Map.of())) {
                System.out.println("held");
                Thread.sleep(60_000);
            }
        }
    }
}
