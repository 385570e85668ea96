package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capsule.Journal.Step;
import dev.cordon.core.Session;
import dev.cordon.testing.GitRepo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A supervisor that dies at any step: the next start repairs, loses nothing, and says what it did (C18, C30). */
class CrashTest {
    @TempDir
    Path folder;

    private Path repository;

    @BeforeEach
    void repository() {
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "one\n");
        repo.commit("first");
        repository = repo.folder();
    }

    private void dieAt(Step step) throws Exception {
        DyingSupervisor.dieAt(step, folder.resolve("home"), repository, "run");
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"BEGIN", "CAPSULE", "STARTED", "EXITED", "HARVESTED", "VERIFIED", "PERSISTED"})
    void diesAtAStep_nextStartRepairsAndNothingIsLost(Step step) throws Exception {
        dieAt(step);

        try (RunBench bench = new RunBench(folder.resolve("home"), repository)) {
            List<String> repaired = new Repair(bench.machine, bench.store.router(), RunBench.ME).run();

            assertThat(repaired).hasSize(1).first().asString().contains(told(step));
            nothingIsLeft(bench);
            try (Session session = bench.session("s")) {
                if (step == Step.BEGIN) {
                    assertThat(TaskBook.named(session, "doomed"))
                            .as("its name is free")
                            .isEmpty();
                    return;
                }
                TaskRecord task = TaskBook.named(session, "doomed").orElseThrow();
                assertThat(task.state())
                        .isEqualTo(step == Step.PERSISTED ? TaskRecord.State.DONE : TaskRecord.State.INTERRUPTED);
                // Before its end was seen, the agent may or may not have written already.
                boolean worked = step.compareTo(Step.EXITED) >= 0;
                if (worked) {
                    assertThat(new String(TaskDesk.patch(session, task), StandardCharsets.UTF_8))
                            .as(repaired.toString())
                            .contains("+two");
                }
                assertThat(bench.run(session, "next", "echo three >a.txt")
                                .task()
                                .state())
                        .isEqualTo(TaskRecord.State.DONE);
            }
            assertThat(new Repair(bench.machine, bench.store.router(), RunBench.ME).run())
                    .as("a second repair finds nothing")
                    .isEmpty();
        }
    }

    private static String told(Step step) {
        return switch (step) {
            case BEGIN -> "died before it began";
            case PERSISTED -> "had ended";
            default -> "'doomed' was interrupted after step " + step.name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    /** A fault after the agent's work and before it is kept: the work stays on disk and the next command keeps it. */
    @Test
    void verificationFails_workIsNotLost() throws Exception {
        try (RunBench bench = new RunBench(folder.resolve("home"), repository);
                Session session = bench.session("s")) {
            assertThatThrownBy(() -> bench.run(session, "unlucky", "echo two >a.txt", new RunListener() {
                        @Override
                        public void step(Stage stage, String line) {
                            if (stage == Stage.AGENT) {
                                throw new IllegalStateException("a fault in the middle");
                            }
                        }

                        @Override
                        public void output(byte[] bytes, int length, boolean error) {}

                        @Override
                        public void progress(String what) {}
                    }))
                    .hasMessage("a fault in the middle");
            assertThat(new Repair(bench.machine, bench.store.router(), RunBench.ME).run())
                    .as("its session is in use")
                    .singleElement()
                    .asString()
                    .contains("waits for its repair");
            session.close();
            assertThat(new Repair(bench.machine, bench.store.router(), RunBench.ME).run())
                    .singleElement()
                    .asString()
                    .contains("'unlucky' was interrupted");
            nothingIsLeft(bench);
            try (Session again = bench.session("s")) {
                TaskRecord task = TaskBook.named(again, "unlucky").orElseThrow();
                assertThat(new String(TaskDesk.patch(again, task), StandardCharsets.UTF_8))
                        .contains("+two");
            }
        }
    }

    /** A person ends the task before anything repaired it: it stays ended, and its work is kept all the same. */
    @Test
    void endedBeforeItsRepair_workIsKept() throws Exception {
        dieAt(Step.EXITED);
        try (RunBench bench = new RunBench(folder.resolve("home"), repository)) {
            try (Session session = bench.session("s")) {
                bench.desk(session).end(TaskBook.named(session, "doomed").orElseThrow());
            }
            assertThat(new Repair(bench.machine, bench.store.router(), RunBench.ME).run())
                    .hasSize(1);
            try (Session session = bench.session("s")) {
                TaskRecord task = TaskBook.named(session, "doomed").orElseThrow();
                assertThat(task.state()).isEqualTo(TaskRecord.State.ENDED);
                assertThat(new String(TaskDesk.patch(session, task), StandardCharsets.UTF_8))
                        .contains("+two");
            }
        }
    }

    @Test
    void liveRun_isNeverRepaired() {
        try (RunBench bench = new RunBench(folder.resolve("home"), repository);
                Session session = bench.session("s")) {
            bench.run(session, "live", "echo two >a.txt", new RunListener() {
                @Override
                public void step(Stage stage, String line) {}

                @Override
                public void output(byte[] bytes, int length, boolean error) {}

                @Override
                public void progress(String what) {}

                @Override
                public void durable(Step step) {
                    assertThat(new Repair(bench.machine, bench.store.router(), RunBench.ME).run())
                            .isEmpty();
                }
            });
            assertThat(TaskBook.named(session, "live").orElseThrow().state()).isEqualTo(TaskRecord.State.DONE);
        }
    }

    private void nothingIsLeft(RunBench bench) throws Exception {
        for (String part : List.of("journal", "runs", "s")) {
            if (!Files.exists(folder.resolve("home").resolve(part))) {
                continue;
            }
            try (var files = Files.list(folder.resolve("home").resolve(part))) {
                assertThat(files).as(part).isEmpty();
            }
        }
        assertThat(bench.machine.bases().all())
                .allSatisfy(base -> assertThat(base.folder().resolve("uses")).isEmptyDirectory());
    }
}
