package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.spi.Sandbox.Access;
import dev.cordon.core.spi.Sandbox.Confinement;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.core.spi.Sandbox.Relay;
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
    void joinsGroupsLowersLimitsMounts_thenBecomesBubblewrap() {
        Confinement all = confinement(
                List.of(Path.of("/bases/a,b:c"), Path.of("/bases/d")),
                List.of(Path.of("/sys/fs/cgroup/pids/it's"), Path.of("/sys/fs/cgroup/memory/x")),
                Map.of("v", 1024L, "f", 8L, "p", 64L),
                new Streams.Pipes(null));

        assertThat(LaunchScript.forBubblewrap(all, FILTER)).isEqualTo("""
                set -e
                joining=
                if [ -e '/sys/fs/cgroup/pids/it'\\''s/tasks' ]; \
                then echo 0 >'/sys/fs/cgroup/pids/it'\\''s/tasks'; \
                else echo $$ >'/sys/fs/cgroup/pids/it'\\''s/cgroup.procs' & joining=$!; fi
                if [ -e '/sys/fs/cgroup/memory/x/tasks' ]; \
                then echo 0 >'/sys/fs/cgroup/memory/x/tasks'; \
                else echo $$ >'/sys/fs/cgroup/memory/x/cgroup.procs' & joining=$!; fi
                ip link set lo up &
                loopback=$!
                ulimit -c 0
                ulimit -n 65536 2>/dev/null || :
                ulimit -f 8
                ulimit -p 64 2>/dev/null || ulimit -u 64
                ulimit -v 1024
                {
                mount -t overlay overlay -o lowerdir=lower0:lower1,upperdir=upper,workdir=work,userxattr mnt
                } &
                mounts=$!
                [ -z "$joining" ] || wait $joining
                wait $loopback
                wait $mounts
                exec bwrap "$@" 4>status 9<'/state/seccomp.bpf'
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
                } &
                mounts=$!
                """);
    }

    @Test
    void withoutLayersOrLimits_nothingIsMountedOrLimitedButCoreDumps() {
        Confinement bare = confinement(List.of(), List.of(), Map.of(), new Streams.Pipes(null));
        assertThat(LaunchScript.forBubblewrap(bare, FILTER)).isEqualTo("""
                set -e
                joining=
                ip link set lo up &
                loopback=$!
                ulimit -c 0
                ulimit -n 65536 2>/dev/null || :
                wait $loopback
                exec bwrap "$@" 4>status 9<'/state/seccomp.bpf'
                """);
    }

    @Test
    void relay_startsWhenTheGroupsAreJoined_andTheProgramWaitsForIt() {
        Confinement relayed = confinement(
                        List.of(), List.of(Path.of("/sys/fs/cgroup/pids/x")), Map.of(), new Streams.Pipes(null))
                .with(new Relay(Path.of("/s/it's.sock"), 7373));
        assertThat(LaunchScript.forBubblewrap(relayed, FILTER)).endsWith("""
                [ -z "$joining" ] || wait $joining
                wait $loopback
                exec 5<>gate
                env -i PATH="$PATH" socat -t 600 \
                TCP-LISTEN:7373,bind=127.0.0.1,reuseaddr,fork,nodelay,backlog=1024,max-children=512 \
                'UNIX-CONNECT:/s/it'\\''s.sock' </dev/null >/dev/null 2>relay.err 5>&- &
                exec bwrap "$@" 4>status 9<'/state/seccomp.bpf'
                """);
    }

    @Test
    void command_diesWithItsSupervisor_andEntersItsOwnNamespacesFirst() {
        Confinement bare = confinement(List.of(), List.of(), Map.of(), new Streams.Pipes(null));
        assertThat(LaunchScript.command(bare, "text", List.of("--unshare-user", "--", "agent")))
                .containsExactly(
                        "setpriv",
                        "--pdeathsig",
                        "KILL",
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "--propagation",
                        "private",
                        "--net",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "/bin/sh",
                        "-c",
                        "text",
                        "cordon-launch",
                        "--unshare-user",
                        "--",
                        "agent");
    }

    @Test
    void terminal_isStandardOutput_fromWhichTheSandboxLearnsIt() {
        Confinement tty = confinement(List.of(), List.of(), Map.of(), new Streams.Terminal(Path.of("/dev/pts/it's")));
        assertThat(LaunchScript.command(tty, "text", List.of()))
                .startsWith("/bin/sh", "-c", "exec \"$@\" >'/dev/pts/it'\\''s'", "cordon-tty", "setpriv");
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
