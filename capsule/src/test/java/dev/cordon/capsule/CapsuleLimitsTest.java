package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capsule.Capsule.Ending;
import dev.cordon.core.CordonException;
import dev.cordon.core.Limits;
import dev.cordon.core.Limits.Resource;
import dev.cordon.testing.Await;
import dev.cordon.testing.GitRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that take more than they may: each ends in its own typed way, alone, and wholly (C29, C30, C34). */
@ParameterizedClass
@EnumSource(SandboxLevel.class)
class CapsuleLimitsTest {
    @Parameter
    SandboxLevel level;

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void repository() {
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "a\n");
        repo.commit("first");
        bench = Workbench.around(folder, repo, level);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Workbench.Outcome limited(String limits, String script) {
        return bench.sh(script, bench.spec(Limits.parse(limits), Map.of()));
    }

    private void endsBy(Ending ending, String limits, String script) {
        List<Path> before = groups();
        try (Workbench.Outcome outcome = limited(limits, script)) {
            assertThat(outcome.ended().ending()).as(outcome.errors()).isEqualTo(ending);
        }
        assertThat(groups())
                .hasSizeGreaterThanOrEqualTo(before.size())
                .filteredOn(group -> !before.contains(group))
                .noneMatch(Files::exists);
    }

    private List<Path> groups() {
        return bench.journal.entries().stream()
                .filter(entry -> entry.step() == Journal.Step.CAPSULE)
                .flatMap(entry -> entry.fact("groups").lines())
                .map(Path::of)
                .toList();
    }

    /** Whether a group enforces it here; where none does, what is promised instead is checked. */
    private boolean byGroup(Resource resource, String limit) {
        if (ControlGroups.detect().enforces(resource)) {
            return true;
        }
        if (resource == Resource.MEMORY) {
            assertThat(bench.capsules.plan(Limits.parse(limit)).byUlimit()).containsKey("v");
        } else {
            assertThatThrownBy(() -> bench.capsules.plan(Limits.parse(limit)))
                    .isInstanceOf(CordonException.Refused.class);
        }
        return false;
    }

    @Test
    void memoryBomb_whileANeighbourWorksOn() {
        if (!byGroup(Resource.MEMORY, "memory=64m")) {
            return;
        }
        Workbench.Started neighbour = bench.start(
                "read line </dev/zero & sleep 1; kill %1 2>/dev/null; echo fine",
                bench.spec(Limits.NONE_REQUESTED, Map.of()));
        try (neighbour) {
            endsBy(Ending.MEMORY_LIMIT, "memory=64m", "exec tail /dev/zero");
            Workbench.Outcome outcome = neighbour.await();
            assertThat(outcome.output()).isEqualTo("fine\n");
            assertThat(outcome.ended().ending()).isEqualTo(Ending.BY_ITSELF);
        }
    }

    @Test
    void sharedMemory_isMemory() {
        if (!byGroup(Resource.MEMORY, "memory=64m")) {
            return;
        }
        endsBy(Ending.MEMORY_LIMIT, "memory=64m", "head -c 200m /dev/zero >/dev/shm/x; exit 1");
    }

    @Test
    void memoryWithoutControlGroup_isBoundedPerProcess() {
        Capsules plain = new Capsules(bench.capsules.sandbox(), ControlGroups.none(), false);
        CapsuleSpec spec = bench.spec("plain", Limits.parse("memory=256m"), Map.of());
        try (Capsule capsule = plain.prepare(spec, bench.run.path(), bench.journal)) {
            Capsule.Running running = capsule.start(List.of("/bin/sh", "-c", "exec tail /dev/zero"));
            new Workbench.Drain(running.process().getInputStream());
            Workbench.Drain errors = new Workbench.Drain(running.process().getErrorStream());
            assertThat(running.await().exit()).isNotZero();
            assertThat(errors.text()).contains("memory exhausted");
        }
    }

    @Test
    void forkBomb_whileANeighbourWorksOn() {
        CapsuleSpec spec = bench.spec(Limits.parse("pids=48,time=20s"), Map.of());
        Workbench.Started bomb = bench.start("b() { b | b & b; }; b", spec);
        try (bomb;
                Workbench.Outcome neighbour =
                        bench.sh("for i in 1 2 3 4 5; do sh -c 'exit 0' || exit 9; done; echo fine")) {
            assertThat(neighbour.output()).isEqualTo("fine\n");
            assertThat(bomb.running().process().toHandle().descendants().count())
                    .isLessThan(60);
            Capsule.Ended ended = bomb.await().ended();
            // Only a control group counts what it refused; else the bomb's shell says so and fails.
            assertThat(ended.ending()).isIn(Ending.PIDS_LIMIT, Ending.TIME_LIMIT, Ending.BY_ITSELF);
            assertThat(ended.ending() != Ending.BY_ITSELF
                            || !ControlGroups.detect().enforces(Resource.PIDS))
                    .isTrue();
            assertThat(ended.exit()).isNotZero();
        }
        assertThat(groups()).noneMatch(Files::exists);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while :; do head -c 100k /dev/zero >f$((n=n+1)) || exit; done",
                "cd /tmp; while :; do head -c 100k /dev/zero >f$((n=n+1)) || exit; done",
                "cd \"$HOME\"; i=0; while :; do : >f$((i=i+1)) || exit; done",
                "while :; do mkdir d && cd d || exit; head -c 64k /dev/zero >f; done",
                "mkdir d; exec python3 -c \"\nimport os\nfd = os.open('d', os.O_RDONLY)\nf = [os.open('f%d' % i, os.O_CREAT | os.O_WRONLY, dir_fd=fd) for i in range(9)]\nos.chmod('d', 0)\nwhile True: [os.write(x, bytes(4096)) for x in f]\""
            })
    void diskFill_endsByTheDiskLimit(String script) {
        endsBy(Ending.DISK_LIMIT, "disk=4m,time=60s", script);
    }

    @Test
    void filesThatAreDeletedAndStillOpen_count() {
        endsBy(Ending.DISK_LIMIT, "disk=4m,time=60s", """
                exec python3 -c "
                import os, time
                for i in range(8):
                    f = os.open('f', os.O_CREAT | os.O_WRONLY)
                    os.unlink('f')
                    os.write(f, bytes(1 << 20))
                time.sleep(100)"
                """);
    }

    @Test
    void filesThatNoProcessShows_endWhoWroteThem_whenTheDiskIsNearlyFull() throws Exception {
        String hidden = """
                exec python3 -c "
                import os, socket, time
                held = []
                for i in range(8):
                    f = os.open('f', os.O_CREAT | os.O_WRONLY)
                    os.unlink('f')
                    os.write(f, bytes(1 << 20))
                    a, b = socket.socketpair()
                    socket.send_fds(a, [b'x'], [f])
                    os.close(f)
                    held += [a, b]
                print('written', flush=True)
                time.sleep(100)"
                """;
        CountDownLatch ended = new CountDownLatch(1);
        try (Workbench.Started started = bench.start(hidden, bench.spec(Limits.NONE_REQUESTED, Map.of()))) {
            Await.until(
                    Duration.ofSeconds(30), () -> started.out().soFar().contains("written"), "the files are written");
            try (DiskWatch watch = new DiskWatch(
                    List.of(Folders.create(folder.resolve("looked-at"))),
                    leader(),
                    4 << 20,
                    Long.MAX_VALUE,
                    ended::countDown)) {
                assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private long leader() {
        return bench.journal.entries().stream()
                .filter(entry -> entry.step() == Journal.Step.STARTED)
                .mapToLong(entry -> Long.parseLong(entry.fact("leader")))
                .max()
                .orElseThrow();
    }

    @Test
    void watchThatCantLook_endsTheCapsule() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (DiskWatch watch = new DiskWatch(List.of(folder.resolve("missing")), 1, 4 << 20, ended::countDown)) {
            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void oneBigFileAndASparseOne_areStoppedByTheKernel() {
        endsBy(Ending.BY_ITSELF, "disk=4m,time=60s", "head -c 100m /dev/zero >big; [ $(stat -c %s big) -le 4194304 ]");
        endsBy(
                Ending.BY_ITSELF,
                "disk=4m,time=60s",
                "truncate -s 1T sparse 2>/dev/null && exit 3; rm -f sparse; exit 0");
    }

    @Test
    void openFiles_areBoundedPerProcess_andTheBoundCantBeRaised() {
        String script = "[ $(ulimit -Hn) -le 65536 ] && ! (ulimit -n 65537) 2>/dev/null && exec python3 -c '\n"
                + "import errno, os, resource\n"
                + "resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))\n"
                + "try:\n"
                + "    while True: os.open(\"a.txt\", os.O_RDONLY)\n"
                + "except OSError as e: print(e.errno == errno.EMFILE)'";
        try (Workbench.Outcome outcome = limited("time=20s", script)) {
            assertThat(outcome.output()).as(outcome.errors()).isEqualTo("True\n");
        }
    }

    @Test
    void timeLimit_endsWhatIgnoresSigterm() {
        endsBy(Ending.TIME_LIMIT, "time=1s", "trap '' TERM INT HUP; while :; do sleep 1; done");
    }

    @Test
    void stop_endsWhatIgnoresSigterm_andTheFirstReasonCounts() {
        CapsuleSpec spec = bench.spec(Limits.NONE_REQUESTED, Map.of());
        Workbench.Started stubborn = bench.start("trap '' TERM INT HUP; while :; do sleep 1; done", spec);
        try (stubborn) {
            stubborn.running().stop(Ending.STOPPED);
            stubborn.running().stop(Ending.TIME_LIMIT);
            assertThat(stubborn.await().ended().ending()).isEqualTo(Ending.STOPPED);
        }
    }

    @Test
    void interruptedSupervisor_stillEndsEverything() throws Exception {
        CapsuleSpec spec = bench.spec(Limits.NONE_REQUESTED, Map.of());
        Workbench.Started waiting = bench.start("sleep 300", spec);
        boolean[] interrupted = new boolean[1];
        Ending[] ending = new Ending[1];
        Thread supervisor = Thread.ofPlatform().start(() -> {
            ending[0] = waiting.running().await().ending();
            bench.journal.append(Journal.Step.EXITED, Map.of());
            waiting.capsule().teardown();
            interrupted[0] = Thread.currentThread().isInterrupted();
        });
        supervisor.interrupt();
        assertThat(supervisor.join(Duration.ofSeconds(20))).isTrue();
        assertThat(ending[0]).isEqualTo(Ending.STOPPED);
        assertThat(interrupted[0]).isTrue();
        assertThat(bench.journal.entries().getLast().step()).isEqualTo(Journal.Step.EXITED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "setsid sleep 300 & exit 0",
                "(setsid sh -c 'trap \"\" TERM HUP; sleep 300 & sleep 300' &) ; exit 0",
                "nohup sh -c 'sleep 300 & sleep 300' >/dev/null 2>&1 & exit 0",
                "unshare -Urpf sleep 300 & exit 0"
            })
    void daemonsLeftBehind_areDeadAfterAwait(String script) {
        try (Workbench.Outcome outcome = bench.sh(script)) {
            assertThat(outcome.ended().ending()).isEqualTo(Ending.BY_ITSELF);
            assertThat(ProcessHandle.current()
                            .descendants()
                            .filter(ProcessHandle::isAlive)
                            .toList())
                    .isEmpty();
        }
    }

    @Test
    void requestedLimitThatTheKernelDoesNotTake_isRefused_andNothingIsLeft() {
        if (!byGroup(Resource.CPU, "cpu=0.5")) {
            return;
        }
        // A quota of less than a millisecond is none that the kernel knows.
        assertThatThrownBy(() -> limited("cpu=0.001", "true")).isInstanceOf(CordonException.Refused.class);
        assertThat(groups()).noneMatch(Files::exists);
        assertThat(bench.run.path().toFile().list()).isEmpty();
    }

    @Test
    void cpuLimit_isWrittenWhereTheKernelReadsIt() throws Exception {
        if (!byGroup(Resource.CPU, "cpu=0.5")) {
            return;
        }
        try (Workbench.Outcome outcome = limited("cpu=0.5,memory=1g,pids=100", "exit 0")) {
            ControlGroups here = ControlGroups.detect();
            Path group = here.folder(Resource.CPU, "cordon-" + Workbench.RUN + "-c0");
            String quota = here.isUnified() ? "cpu.max" : "cpu.cfs_quota_us";
            assertThat(Files.readString(group.resolve(quota))).startsWith("50000");
            assertThat(outcome.capsule().limits().lines())
                    .filteredOn(LimitPlan.Line::requested)
                    .hasSize(3);
        }
    }

    @Test
    void groupWithAProcessThatHangs_isNamed_andGoesLater() throws Exception {
        Path freezer = Path.of("/sys/fs/cgroup/freezer");
        if (!Files.isWritable(freezer) || !ControlGroups.detect().enforces(Resource.PIDS)) {
            return;
        }
        Path ice = Files.createDirectory(
                freezer.resolve("cordon-test-" + ProcessHandle.current().pid()));
        ControlGroups groups = ControlGroups.detect();
        ControlGroup group = ControlGroup.create(groups, ice.getFileName().toString(), Map.of(Resource.PIDS, 9L));
        Process hanging = new ProcessBuilder("sleep", "300").start();
        try {
            Path member = groups.folder(Resource.PIDS, ice.getFileName().toString());
            Files.writeString(member.resolve("cgroup.procs"), Long.toString(hanging.pid()));
            Files.writeString(ice.resolve("cgroup.procs"), Long.toString(hanging.pid()));
            Files.writeString(ice.resolve("freezer.state"), "FROZEN");
            assertThatThrownBy(() -> group.remove(Duration.ofMillis(200)))
                    .isInstanceOfSatisfying(
                            CordonException.Unavailable.class,
                            e -> assertThat(e.problem().why()).contains(Long.toString(hanging.pid())));
        } finally {
            Files.writeString(ice.resolve("freezer.state"), "THAWED");
            group.remove();
            hanging.destroyForcibly().waitFor();
            Await.until(Duration.ofSeconds(5), () -> ice.toFile().delete(), "the freezer's group to go");
        }
        assertThat(group.folders()).noneMatch(Files::exists);
    }
}
