package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.spi.Sandbox.Access;
import dev.cordon.core.spi.Sandbox.Confinement;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.core.spi.Sandbox.Streams;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The script between the JVM and bubblewrap, and which variables it sees. */
class LaunchScriptTest {
    private static final Path FILTER = Path.of("/state/seccomp.bpf");

    private static Confinement confinement(
            List<Path> lowers, List<Path> groups, Map<String, Long> limits, Streams streams) {
        return new Confinement(
                Path.of("/runs/r1/agent"), lowers, List.of(), Map.of(), List.of("agent"), groups, limits, streams);
    }

    @Test
    void joinsGroupsThenLowersLimitsThenMountsThenBecomesBubblewrap() {
        Confinement all = confinement(
                List.of(Path.of("/bases/a,b:c"), Path.of("/bases/d")),
                List.of(Path.of("/sys/fs/cgroup/pids/it's"), Path.of("/sys/fs/cgroup/memory/x")),
                Map.of("v", 1024L, "f", 8L, "p", 64L),
                new Streams.Pipes(null));

        assertThat(LaunchScript.text(all, FILTER)).isEqualTo("""
                set -e
                {
                echo $$ >'/sys/fs/cgroup/pids/it'\\''s/cgroup.procs'
                echo $$ >'/sys/fs/cgroup/memory/x/cgroup.procs'
                } &
                ulimit -c 0
                ulimit -n 65536 2>/dev/null || :
                ulimit -f 8
                ulimit -p 64 2>/dev/null || ulimit -u 64
                ulimit -v 1024
                mount -t overlay overlay -o lowerdir=lower0:lower1,upperdir=upper,workdir=work,userxattr mnt
                wait $!
                exec bwrap "$@" 3>info 4>status 9<'/state/seccomp.bpf'
                """);
    }

    @Test
    void copiedMounts_areOverlaysOfTheirOwn_namedRelativeToTheCapsule() {
        Confinement copying = new Confinement(
                Path.of("/runs/r1/agent"),
                List.of(),
                List.of(
                        new Mount(Path.of("/srv/a,b"), "/a", Access.COPY),
                        new Mount(Path.of("/srv/seen"), "/seen", Access.READ),
                        new Mount(Path.of("/srv/c"), "/c", Access.COPY)),
                Map.of(),
                List.of("agent"),
                List.of(),
                Map.of(),
                new Streams.Pipes(null));

        assertThat(LaunchScript.preparations(copying)).endsWith("""
                mount -t overlay overlay -o lowerdir=copies/0/lower,upperdir=copies/0/upper,workdir=copies/0/work,userxattr copies/0/mnt
                mount -t overlay overlay -o lowerdir=copies/1/lower,upperdir=copies/1/upper,workdir=copies/1/work,userxattr copies/1/mnt
                """);
    }

    @Test
    void withoutLayersOrLimits_nothingIsMountedOrLimitedButCoreDumps() {
        Confinement bare = confinement(List.of(), List.of(), Map.of(), new Streams.Pipes(null));
        assertThat(LaunchScript.text(bare, FILTER))
                .isEqualTo(
                        "set -e\nulimit -c 0\nulimit -n 65536 2>/dev/null || :\nexec bwrap \"$@\" 3>info 4>status 9<'/state/seccomp.bpf'\n");
    }

    @Test
    void command_entersItsOwnNamespacesFirst() {
        Confinement bare = confinement(List.of(), List.of(), Map.of(), new Streams.Pipes(null));
        assertThat(LaunchScript.command(bare, FILTER, List.of("--unshare-all", "--", "agent")))
                .containsExactly(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "--propagation",
                        "private",
                        "/bin/sh",
                        "-c",
                        LaunchScript.text(bare, FILTER),
                        "cordon-launch",
                        "--unshare-all",
                        "--",
                        "agent");
    }

    @Test
    void terminal_isStandardOutput_fromWhichTheSandboxLearnsIt() {
        Confinement tty = confinement(List.of(), List.of(), Map.of(), new Streams.Terminal(Path.of("/dev/pts/it's")));
        assertThat(LaunchScript.command(tty, FILTER, List.of()))
                .startsWith("/bin/sh", "-c", "exec \"$@\" >'/dev/pts/it'\\''s'", "cordon-tty", "unshare");
    }

    @Test
    void variablesThatSteerLoadersAndShells_reachTheCapsuleOnly() {
        LaunchEnvironment split = LaunchEnvironment.of(Map.of(
                "LD_PRELOAD", "/workspace/evil.so",
                "BASH_ENV", "/workspace/evil.sh",
                "PATH", "/workspace/bin",
                "API_KEY", "k",
                "LANG", "C.UTF-8"));
        assertThat(split.inside()).containsOnlyKeys("LD_PRELOAD", "BASH_ENV", "PATH");
        assertThat(split.outside()).containsOnlyKeys("API_KEY", "LANG", "PATH");
        assertThat(split.outside().get("PATH")).doesNotContain("workspace");
    }
}
