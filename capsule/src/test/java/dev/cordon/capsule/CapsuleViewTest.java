package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.Limits;
import dev.cordon.core.spi.Sandbox.Access;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.testing.GitRepo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program inside sees and can do: its capsule and nothing else (C27). */
@ParameterizedClass
@EnumSource(SandboxLevel.class)
class CapsuleViewTest {
    @Parameter
    SandboxLevel level;

    @TempDir
    Path folder;

    private GitRepo repo;
    private Workbench bench;

    @BeforeEach
    void repository() {
        repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "a\n").write("dir/b.txt", "b\n");
        repo.commit("first");
        bench = Workbench.around(folder, repo, level);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** What the script prints; it must succeed. */
    private String inside(String script, Mount... mounts) {
        try (Workbench.Outcome outcome = bench.sh(script, bench.spec(Limits.NONE_REQUESTED, Map.of(), mounts))) {
            assertThat(outcome.ended().exit()).as(outcome.errors()).isZero();
            return outcome.output();
        }
    }

    /** Whether the command fails inside, and says why it should have. */
    private void refused(String command) {
        assertThat(inside("(" + command + ") >/dev/null 2>&1 && echo ALLOWED || echo refused"))
                .as(command)
                .isEqualTo("refused\n");
    }

    @Test
    void environment_isTheAllowListAndWhatTheSpecNames() throws Exception {
        String script = "env | cut -d= -f1";
        try (Workbench.Outcome outcome = bench.sh(script, bench.spec(Limits.NONE_REQUESTED, Map.of("MINE", "1")))) {
            assertThat(outcome.output().lines())
                    .containsExactlyInAnyOrder(
                            "CORDON", "HOME", "LANG", "LC_ALL", "LOGNAME", "MINE", "PATH", "PWD", "SHELL", "TMPDIR",
                            "USER");
        }
        assertThat(inside("echo $PATH")).isEqualTo("/usr/local/bin:/usr/bin:/bin:/run/cordon\n");
    }

    @Test
    void loaderVariableOfTheSpec_worksInsideAndNotOnTheWayIn() {
        // A library that is missing makes every program complain: the two shells inside and env, and none before.
        CapsuleSpec spec = bench.spec(Limits.NONE_REQUESTED, Map.of("LD_PRELOAD", "/workspace/none.so"));
        try (Workbench.Outcome outcome = bench.sh("true; exec env", spec)) {
            assertThat(outcome.output()).contains("LD_PRELOAD=/workspace/none.so");
            assertThat(outcome.errors().lines().filter(line -> line.contains("LD_PRELOAD")))
                    .hasSize(3);
        }
    }

    @Test
    void topOfTheFileSystem_isTheList() {
        List<String> expected =
                new ArrayList<>(List.of("dev", "etc", "home", "proc", "run", "tmp", "usr", "var", "workspace"));
        for (String name : List.of("bin", "lib", "lib32", "lib64", "libx32", "sbin")) {
            if (Files.exists(Path.of("/", name))) {
                expected.add(name);
            }
        }
        assertThat(inside("ls /").lines()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(inside("ls -A /home /home/agent /tmp /run /run/cordon"))
                .isEqualTo("/home:\nagent\n\n/home/agent:\n\n/run:\ncordon\n\n/run/cordon:\n\n/tmp:\n");
        assertThat(inside("cat /etc/passwd")).doesNotContain("root").contains("agent:x:1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/root",
                "/etc/shadow",
                "/etc/ssh",
                "/etc/machine-id",
                "/sys",
                "/boot",
                "/mnt",
                "/dev/vda",
                "/dev/kmsg",
                "/run/docker.sock",
                "/var/lib",
                "/proc/1/root/root"
            })
    void hostsFiles_areNotThere(String path) {
        assertThat(inside("ls -d " + path + " 2>/dev/null || echo absent")).isEqualTo("absent\n");
    }

    @Test
    void hostsHomeAndCordonsState_areNotThere() {
        String home = System.getProperty("user.home");
        assertThat(inside("ls -d %s %s %s 2>/dev/null || true".formatted(home, bench.home, repo.folder())))
                .isEmpty();
        assertThat(inside("find / -xdev -name 'run_TEST*' 2>/dev/null; true")).doesNotContain("run_TEST");
    }

    @Test
    void processes_areItsOwn() {
        // bubblewrap's process 1 is this program itself: no helper of the host's is there to be traced.
        assertThat(inside("ls -d /proc/[0-9]* | wc -l").strip()).isBetween("1", "4");
        assertThat(inside("cat /proc/[0-9]*/comm")).doesNotContain("java").doesNotContain("unshare");
        long jvm = ProcessHandle.current().pid();
        assertThat(inside("kill -0 " + jvm + " 2>/dev/null && echo alive || echo none"))
                .isEqualTo("none\n");
    }

    @Test
    void network_isLoopbackAlone() {
        assertThat(inside("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '")).isEqualTo("lo\n");
        assertThat(inside("cat /proc/net/route | wc -l").strip()).isIn("0", "1");
        assertThat(inside("cat /proc/net/unix | tail -n +2 | grep -c @ || true").strip())
                .isEqualTo("0");
        refused("python3 -c \"import socket; socket.create_connection(('192.0.2.1', 80), 1)\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "touch /x",
                "touch /usr/x",
                "touch /etc/passwd",
                "mkdir /home/other",
                "touch /run/x",
                "touch /run/cordon/x",
                "touch /dev/x",
                "mkdir /var/x"
            })
    void everythingButItsOwnFolders_isReadOnly(String command) {
        refused(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mount -o remount,rw /", "mount -t tmpfs x /tmp", "umount /workspace", "umount /proc"})
    void mounts_cantBeChanged_notEvenInANamespaceOfItsOwn(String command) {
        refused(command);
        // One may mount over what is seen in a namespace of one's own, which nobody else sees.
        if (!command.contains("tmpfs")) {
            refused("unshare --user --map-root-user --mount " + command);
        }
    }

    @Test
    void kernelSettings_cantBeWritten() {
        refused("echo 1 >/proc/sys/vm/drop_caches");
        refused("echo core >/proc/sys/kernel/core_pattern");
        // What belongs to its own namespaces it owns; all else is the machine's.
        refused(
                "find /proc/sys /proc/irq /proc/bus /proc/fs -type f -writable ! -uid 1000 ! -name ns_last_pid 2>/dev/null | grep .");
        refused("head -c 1 /proc/kcore | grep -q .");
        refused("echo h >/proc/sysrq-trigger");
        refused("unshare --user --map-root-user sh -c 'echo x >/proc/sys/kernel/core_pattern'");
    }

    @Test
    void capabilitiesAndNewPrivileges_areNone() {
        assertThat(inside("grep -E '^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs)' /proc/self/status | tr -d '\\t'"))
                .isEqualTo("CapInh:0000000000000000\nCapPrm:0000000000000000\nCapEff:0000000000000000\n"
                        + "CapBnd:0000000000000000\nCapAmb:0000000000000000\nNoNewPrivs:1\n");
        assertThat(inside("id -u; id -g")).isEqualTo("1000\n1000\n");
    }

    @Test
    void descriptors_areTheStandardStreams() {
        assertThat(inside("exec ls /proc/self/fd")).isEqualTo("0\n1\n2\n3\n");
        assertThat(
                        inside(
                                "readlink /proc/self/fd/0; for n in 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$n ] && echo $n; done; true"))
                .isEqualTo("/dev/null\n");
        // 3 is ls's own, of the folder it reads.
    }

    @Test
    void hostNameIpcAndSession_areItsOwn() throws Exception {
        assertThat(inside("uname -n")).isEqualTo("capsule\n");
        assertThat(inside("tail -n +2 /proc/sysvipc/shm; ls -A /dev/shm")).isEmpty();
        for (String kind : List.of("user", "pid", "ipc", "uts", "net", "mnt")) {
            assertThat(inside("readlink /proc/self/ns/" + kind).strip())
                    .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/" + kind))
                            .toString());
        }
        assertThat(inside("cut -d' ' -f6 /proc/self/stat").strip()).isNotEqualTo("0");
    }

    @Test
    void neighbour_isNowhere() {
        CapsuleSpec spec = bench.spec(Limits.NONE_REQUESTED, Map.of("CANARY", "canary-env"));
        Workbench.Started neighbour = bench.start(
                "echo canary-1 >canary; echo canary-2 >\"$HOME/canary\"; echo canary-3 >/tmp/canary; echo canary-4 >/dev/shm/canary; echo up; exec sleep 60",
                spec);
        try (neighbour) {
            assertThat(
                            inside(
                                    "ls /workspace /home/agent /tmp /dev/shm; grep -rs canary /workspace /home /tmp /dev/shm /run /proc/[0-9]*/environ || true"))
                    .doesNotContain("canary");
            neighbour.running().stop(Capsule.Ending.STOPPED);
            assertThat(neighbour.await().ended().ending()).isEqualTo(Capsule.Ending.STOPPED);
        }
    }

    @Test
    void git_isClean_andHoldsOnlyWhatTheBaseReaches() {
        repo.git("checkout", "-q", "-b", "other");
        repo.write("secret.txt", "of another branch\n");
        String foreign = repo.commit("second");
        String blob = repo.git("rev-parse", "HEAD:secret.txt").strip();
        repo.git("stash", "list");
        repo.git("checkout", "-q", "main");
        String script = """
                git status --porcelain
                git log --format=%%s --all
                for id in %s %s; do git cat-file -e $id 2>/dev/null && echo "has $id"; done
                git branch --format='%%(refname:short)'; git stash list; git remote; git config --get-regexp '^(remote|credential|include)' ; true
                """.formatted(foreign, blob);
        assertThat(inside(script)).isEqualTo("first\ncordon\n");
    }

    @Test
    void agentsGit_commitsAndStashes_withoutAWordFromTheHost() {
        assertThat(
                        inside(
                                "echo x >a.txt && git stash -q && git stash pop -q && git commit -qam mine && git log --format=%s%an -1"))
                .isEqualTo("mineAgent\n");
        assertThat(repo.git("log", "--format=%s")).isEqualTo("first\n");
        assertThat(repo.git("status", "--porcelain")).isEmpty();
    }

    @Test
    void declaredMounts_readOnlyIsReadOnly_andWritableIsNot() throws IOException {
        Path shared = Files.createDirectories(folder.resolve("shared folder"));
        Files.writeString(shared.resolve("seen"), "s\n");
        Mount readOnly = new Mount(shared, "/srv/ro", Access.READ);
        Mount writable = new Mount(shared, "/srv/rw", Access.WRITE);
        assertThat(inside(
                        "cat /srv/ro/seen; touch /srv/ro/x 2>/dev/null || echo ro; echo w >/srv/rw/made",
                        readOnly,
                        writable))
                .isEqualTo("s\nro\n");
        assertThat(shared.resolve("made")).hasContent("w");
    }

    @Test
    void boundaryFiles_areShownReadOnly_andScriptsCanBeRun() {
        CapsuleSpec spec = bench.spec(Limits.NONE_REQUESTED, Map.of())
                .withBoundary(
                        Map.of("hello", "#!/bin/sh\necho hi\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        try (Workbench.Outcome outcome = bench.sh("hello; rm -f /run/cordon/hello 2>/dev/null || echo kept", spec)) {
            assertThat(outcome.output()).isEqualTo("hi\nkept\n");
        }
    }

    @Test
    void base_isNotChangedByWhatIsDoneOverIt() throws IOException {
        Base base = bench.base();
        inside("echo changed >a.txt; rm -r dir; git gc -q --prune=now; rm -rf .git; chmod 777 .");
        assertThat(base.tree().resolve("a.txt")).hasContent("a\n");
        assertThat(base.tree().resolve("dir/b.txt")).hasContent("b\n");
        assertThat(inside("git status --porcelain; cat a.txt")).isEqualTo("a\n");
    }

    @Test
    void stateFolderWithSpacesCommasColonsAndUmlauts_holdsCapsules() {
        Path odd = folder.resolve("a b,c:d=e\\f'g\"ü[*]");
        try (Workbench elsewhere = Workbench.in(odd, repo, level);
                Workbench.Outcome outcome = elsewhere.sh("git status --porcelain && echo x >made && cat a.txt")) {
            assertThat(outcome.output()).isEqualTo("a\n");
            assertThat(outcome.harvest().touched()).containsExactly(new Harvest.Touched("A", "made"));
        }
    }
}
