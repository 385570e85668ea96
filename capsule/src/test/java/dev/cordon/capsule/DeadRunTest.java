package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capsule.Journal.Step;
import dev.cordon.core.Limits;
import dev.cordon.testing.Await;
import dev.cordon.testing.GitRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A supervisor that dies at any step leaves a run that the next start repairs wholly (C30). */
@ParameterizedClass
@EnumSource(SandboxLevel.class)
class DeadRunTest {
    @Parameter
    SandboxLevel level;

    /** An argument that no other program of this machine has. */
    private static final String MARK = "3600." + ProcessHandle.current().pid();

    private static final Set<Step> WITH_WORK = EnumSet.range(Step.STARTED, Step.VERIFIED);

    @TempDir
    Path folder;

    private GitRepo repo;
    private Path home;

    @BeforeEach
    void repository() {
        repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "a\n");
        repo.commit("first");
        home = folder.resolve("state");
    }

    private ChildJvm supervisorUntil(Step step, String death) throws Exception {
        return ChildJvm.start(
                Supervisor.class, home.toString(), repo.folder().toString(), step.name(), death, MARK, level.name());
    }

    /** A supervisor that walks the steps up to one of them and then dies, or lives on. */
    static final class Supervisor {
        private final Workbench bench;
        private final Step last;
        private final String death;

        private Supervisor(String[] arguments) {
            bench = Workbench.in(
                    Path.of(arguments[0]), GitRepo.at(Path.of(arguments[1])), SandboxLevel.valueOf(arguments[5]));
            last = Step.valueOf(arguments[2]);
            death = arguments[3];
        }

        public static void main(String[] arguments) throws Exception {
            new Supervisor(arguments).walk(arguments[4]);
        }

        private void walk(String mark) throws Exception {
            CapsuleSpec spec = bench.spec("agent", Limits.NONE_REQUESTED, Map.of());
            reached(Step.BEGIN);
            Capsule capsule = bench.capsules.prepare(spec, bench.run.path(), bench.journal);
            reached(Step.CAPSULE);
            String rest =
                    last == Step.STARTED ? "; setsid sleep " + mark + " & echo up; exec sleep " + mark : "; echo up";
            Capsule.Running agent = capsule.start(List.of("/bin/sh", "-c", "echo work >made" + rest));
            agent.process().inputReader().readLine();
            reached(Step.STARTED);
            Capsule.Ended ended = agent.await();
            append(Step.EXITED);
            ended.harvest(bench.run.path().resolve("harvest"));
            append(Step.HARVESTED);
            append(Step.VERIFIED);
            append(Step.PERSISTED);
            append(Step.TEARDOWN);
        }

        private void append(Step step) throws Exception {
            bench.journal.append(step, Map.of());
            reached(step);
        }

        private void reached(Step step) throws Exception {
            if (step != last) {
                return;
            }
            System.out.println("reached " + step);
            if (death.equals("halt")) {
                Runtime.getRuntime().halt(1);
            }
            Thread.sleep(Duration.ofMinutes(2));
        }
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void killedAfterAStep_isRepaired(Step step) throws Exception {
        try (ChildJvm supervisor = supervisorUntil(step, "kill")) {
            supervisor.awaitWord("reached " + step);
            assertThat(DeadRun.in(home.resolve("journal")))
                    .as("a live run is never touched")
                    .isEmpty();
            supervisor.kill();
        }
        repaired(step);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void haltedAfterAStep_isRepaired(Step step) throws Exception {
        try (ChildJvm supervisor = supervisorUntil(step, "halt")) {
            assertThat(supervisor.finish()).contains("reached " + step);
        }
        repaired(step);
    }

    @Test
    void capsuleOfAKilledSupervisor_isDeadBeforeAnyRepair() throws Exception {
        try (ChildJvm supervisor = supervisorUntil(Step.STARTED, "kill")) {
            supervisor.awaitWord("reached " + Step.STARTED);
            assertThat(agentsProcesses()).isNotEmpty();
            supervisor.kill();
        }
        Await.until(Duration.ofSeconds(10), () -> agentsProcesses().isEmpty(), "the capsule to die");
        repaired(Step.STARTED);
    }

    private void repaired(Step step) throws Exception {
        List<DeadRun> dead = DeadRun.in(home.resolve("journal"));
        assertThat(dead).hasSize(1);
        try (DeadRun run = dead.getFirst()) {
            assertThat(run.run()).isEqualTo(Workbench.RUN);
            assertThat(run.lastStep()).contains(step);
            assertThat(DeadRun.in(home.resolve("journal")))
                    .as("nobody else repairs it meanwhile")
                    .isEmpty();
            run.stop();
            assertThat(agentsProcesses()).isEmpty();
            Optional<Harvest> harvest = run.harvest("agent");
            assertThat(harvest.isPresent()).isEqualTo(step == Step.CAPSULE || WITH_WORK.contains(step));
            harvest.ifPresent(found -> assertThat(found.touched())
                    .isEqualTo(WITH_WORK.contains(step) ? List.of(new Harvest.Touched("A", "made")) : List.of()));
            run.remove(new BaseStore(home.resolve("bases")));
        }
        nothingIsLeft();
    }

    private static List<ProcessHandle> agentsProcesses() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().arguments().stream()
                        .anyMatch(all -> List.of(all).contains(MARK)))
                .filter(process -> LiveProcess.isRunning(process.pid()))
                .filter(process -> process.info().command().orElse("").endsWith("sleep"))
                .toList();
    }

    private void nothingIsLeft() throws Exception {
        assertThat(home.resolve("journal")).isEmptyDirectory();
        assertThat(home.resolve("runs")).isEmptyDirectory();
        assertThat(home.resolve("sockets")).doesNotExist();
        assertThat(new BaseStore(home.resolve("bases")).all()).noneMatch(Base::inUse);
        assertThat(ControlGroups.detect().folders("cordon-" + Workbench.RUN + "-agent"))
                .noneMatch(Files::exists);
        assertThat(new BaseStore(home.resolve("bases")).collect()).isEqualTo(1);
    }

    @Test
    void recordedButNeverMade_isNoError() throws Exception {
        try (Workbench bench = Workbench.in(home, repo)) {
            bench.journal.append(
                    Step.CAPSULE,
                    Map.of(
                            "folder", bench.run.path().resolve("agent").toString(),
                            "groups", "/sys/fs/cgroup/pids/cordon-never-made",
                            "base", bench.base().folder().toString()));
            bench.journal.close();
            Files.writeString(
                    home.resolve("journal/" + Workbench.RUN + ".jsonl"), "{\"step\":\"STA", StandardOpenOption.APPEND);
            try (DeadRun run = DeadRun.in(bench.journals()).getFirst()) {
                run.stop();
                assertThat(run.lastStep()).contains(Step.CAPSULE);
                assertThat(run.harvest("agent")).isEmpty();
                run.remove();
            }
        }
        nothingIsLeft();
    }

    @Test
    void journalWithoutItsFirstStep_madeNothing() throws Exception {
        Path journals = Files.createDirectories(home.resolve("journal"));
        Files.createFile(journals.resolve("run_X.jsonl"));
        try (DeadRun run = DeadRun.in(journals).getFirst()) {
            assertThat(run.facts()).isEmpty();
            assertThat(run.lastStep()).isEmpty();
            run.stop();
            run.remove();
        }
        assertThat(journals).isEmptyDirectory();
    }

    @Test
    void processThatGotARecordedPidSince_isSpared() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try (Workbench bench = Workbench.in(home, repo)) {
            LiveProcess now = LiveProcess.of(stranger.pid()).orElseThrow();
            LiveProcess then = new LiveProcess(now.pid(), now.started() - 1);
            bench.journal.append(Step.STARTED, then.facts());
            bench.journal.append(
                    Step.STARTED,
                    Map.of("leader", "" + now.pid(), "since", "" + now.started(), "boot", "of another day"));
            bench.journal.close();
            try (DeadRun run = DeadRun.in(bench.journals()).getFirst()) {
                run.stop();
                assertThat(stranger.isAlive()).isTrue();
                run.remove();
            }
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    @Test
    void recordedProcessThatStillRuns_isEnded() throws Exception {
        Process left = new ProcessBuilder("sleep", "60").start();
        try (Workbench bench = Workbench.in(home, repo)) {
            bench.journal.append(
                    Step.STARTED, LiveProcess.of(left.pid()).orElseThrow().facts());
            bench.journal.close();
            try (DeadRun run = DeadRun.in(bench.journals()).getFirst()) {
                run.stop();
                assertThat(left.waitFor(Duration.ofSeconds(5))).isTrue();
                run.remove();
            }
        } finally {
            left.destroyForcibly().waitFor();
        }
    }

    @Test
    void processOnItsWayIntoACapsule_isFoundByItsFolder() throws Exception {
        try (Workbench bench = Workbench.in(home, repo)) {
            bench.journal.close();
            Process stray = new ProcessBuilder("sh", "-c", "(cd /; sleep 60) & wait")
                    .directory(bench.run.path().toFile())
                    .start();
            List<ProcessHandle> children;
            try (DeadRun run = DeadRun.in(bench.journals()).getFirst()) {
                dev.cordon.testing.Await.until(
                        Duration.ofSeconds(5), () -> stray.descendants().count() > 0, "the stray's child");
                children = stray.descendants().toList();
                run.stop();
                run.remove();
            }
            assertThat(stray.waitFor(Duration.ofSeconds(5))).isTrue();
            assertThat(children).noneMatch(child -> LiveProcess.isRunning(child.pid()));
        }
    }
}
