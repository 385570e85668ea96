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

/** Word for word and in order: what stands where decides what covers what. */
class BwrapArgumentsTest {
    private static final HostView HOST = new HostView(
            List.of(
                    new HostView.Entry.ReadOnly(Path.of("/usr"), "/usr"),
                    new HostView.Entry.Link("usr/bin", "/bin"),
                    new HostView.Entry.ReadOnly(Path.of("/state/skeleton/passwd"), "/etc/passwd")),
            List.of(new HostView.Entry.ReadOnly(Path.of("/proc/sys"), "/proc/sys")));

    private static List<String> arguments(Streams streams, Map<String, String> inside, Mount... mounts) {
        Confinement confinement = new Confinement(
                Path.of("/runs/r 1/agent"),
                List.of(),
                List.of(mounts),
                Map.of("SECRET", "never an argument"),
                List.of("claude", "--print", "fix it"),
                List.of(),
                Map.of(),
                streams);
        return BwrapArguments.of(confinement, inside, HOST);
    }

    @Test
    void wholeCommand_inOrder() {
        Mount readOnly = new Mount(Path.of("/srv/maven"), "/srv/maven", Access.READ);
        Mount writable = new Mount(Path.of("/srv/out"), "/out", Access.WRITE);
        Mount copied = new Mount(Path.of("/srv/cache"), "/cache", Access.COPY);

        List<String> arguments = arguments(
                new Streams.Pipes(null), Map.of("PATH", "/usr/bin", "LD_PRELOAD", "x.so"), readOnly, writable, copied);

        assertThat(arguments.subList(0, arguments.indexOf("--")))
                .containsExactly(words(
                        "--unshare-user --unshare-ipc --unshare-pid --unshare-uts --unshare-cgroup-try --die-with-parent --new-session"
                                + " --uid 1000 --gid 1000 --hostname capsule --cap-drop ALL"
                                + " --setenv LD_PRELOAD x.so --setenv PATH /usr/bin"
                                + " --ro-bind /usr /usr --symlink usr/bin /bin"
                                + " --ro-bind /state/skeleton/passwd /etc/passwd"
                                + " --proc /proc --ro-bind /proc/sys /proc/sys --dev /dev --size 268435456 --tmpfs /dev/shm"
                                + " --bind /runs/r_1/agent/tmp /tmp --bind /runs/r_1/agent/tmp /var/tmp"
                                + " --bind /runs/r_1/agent/home /home/agent"
                                + " --bind /runs/r_1/agent/mnt /workspace"
                                + " --ro-bind /runs/r_1/agent/run /run/cordon"
                                + " --ro-bind /srv/maven /srv/maven --bind /srv/out /out --bind /runs/r_1/agent/copies/0/mnt /cache"
                                + " --remount-ro /dev --remount-ro /"
                                + " --chdir /workspace --seccomp 9"));
        List<String> program = arguments.subList(arguments.indexOf("--"), arguments.size());
        assertThat(program.subList(0, 3)).containsExactly("--", "/bin/sh", "-c");
        assertThat(program.get(3)).endsWith("exec \"$@\" 4>&-\n");
        assertThat(program.subList(4, program.size())).containsExactly("cordon-start", "claude", "--print", "fix it");
    }

    /** Words at spaces; an underscore after r stands for a space in a path. */
    private static String[] words(String text) {
        return List.of(text.split(" ")).stream()
                .map(word -> word.replace("r_1", "r 1"))
                .toArray(String[]::new);
    }

    @Test
    void secretsAreInherited_becauseArgumentsCanBeReadByAll() {
        assertThat(arguments(new Streams.Pipes(null), Map.of())).doesNotContain("SECRET", "never an argument");
    }

    @Test
    void terminal_isTakenByTheProgramItself_asTheLeaderOfItsOwnSession() {
        List<String> arguments = arguments(new Streams.Terminal(Path.of("/dev/pts/9")), Map.of());
        String start = arguments.get(arguments.indexOf("--") + 3);

        assertThat(arguments).contains("--unshare-user", "--new-session").doesNotContain("/dev/pts/9");
        assertThat(start)
                .startsWith("exec <>/dev/console >&0 2>&0\n")
                .endsWith("echo ready >&4\necho begun >&4\nexec /usr/bin/setsid -c \"$@\" 4>&-\n");
    }

    @Test
    void withoutATerminal_noneIsTaken() {
        List<String> arguments = arguments(new Streams.Pipes(null), Map.of());

        assertThat(arguments.get(arguments.indexOf("--") + 3)).doesNotContain("console", "setsid");
    }
}
