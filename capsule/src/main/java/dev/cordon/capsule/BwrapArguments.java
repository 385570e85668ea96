package dev.cordon.capsule;

import dev.cordon.core.spi.Sandbox.Access;
import dev.cordon.core.spi.Sandbox.Confinement;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.core.spi.Sandbox.Streams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What bubblewrap is told, in order: later mounts cover earlier ones, so the host's parts come first, the capsule's
 * own after them, and the root is made read-only last.
 */
final class BwrapArguments {
    static final String WORKSPACE = "/workspace";
    static final String HOME = "/home/agent";
    static final String BOUNDARY = "/run/cordon";

    /** Shared memory is memory: past this, a program must use its files. */
    private static final String SHARED_MEMORY = Long.toString(256L << 20);

    /** Tells the host on descriptor 4 whether the program can run, then becomes it. */
    private static final String BECOME_PROGRAM = """
            %scase "$1" in
            */*) [ -e "$1" ] || { echo missing >&4; exit 127; }
                 { [ -x "$1" ] && [ ! -d "$1" ]; } || { echo denied >&4; exit 126; } ;;
            *) command -v -- "$1" >/dev/null || { echo missing >&4; exit 127; } ;;
            esac
            echo ready >&4
            %s%secho begun >&4
            exec %s"$@" 4>&-
            """;

    /** The program begins when its way out stands. */
    static final String AWAIT_RELAY = "read -r _ <&5\nexec 5>&-\n";

    /** Bubblewrap shows the capsule's terminal, and no other, under this name. */
    private static final String TAKE_TERMINAL = "exec <>/dev/console >&0 2>&0\n";

    /**
     * The program leads a session of its own, whose controlling terminal is the capsule's (credentials(7)). So Ctrl-C
     * and Ctrl-Z reach the program and not the sandbox around it, job control works, and TIOCSTI has no other aim.
     */
    private static final String LEAD_SESSION = "/usr/bin/setsid -c ";

    private final List<String> arguments = new ArrayList<>();

    private BwrapArguments() {}

    /** @param inside variables that bubblewrap sets, over those that it was started with */
    static List<String> of(Confinement confinement, Map<String, String> inside, HostView host) {
        BwrapArguments builder = new BwrapArguments();
        builder.namespaces();
        new TreeMap<>(inside).forEach((name, value) -> builder.add("--setenv", name, value));
        builder.hostParts(host);
        builder.ownParts(confinement);
        builder.program(confinement);
        return List.copyOf(builder.arguments);
    }

    private void namespaces() {
        // The network namespace is the launch's.
        add("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try");
        add("--die-with-parent", "--new-session");
        add("--uid", "1000", "--gid", "1000", "--hostname", "capsule", "--cap-drop", "ALL");
    }

    private void hostParts(HostView host) {
        host.entries().forEach(this::show);
        add("--proc", "/proc");
        host.overProc().forEach(this::show);
        add("--dev", "/dev", "--size", SHARED_MEMORY, "--tmpfs", "/dev/shm");
    }

    private void show(HostView.Entry entry) {
        switch (entry) {
            case HostView.Entry.Link(String target, String inside) -> add("--symlink", target, inside);
            case HostView.Entry.ReadOnly(var path, String inside) -> add("--ro-bind", path.toString(), inside);
        }
    }

    private void ownParts(Confinement confinement) {
        String folder = confinement.folder().toString();
        // A folder, and no link to the other: a mount may be asked for below it.
        add("--bind", folder + "/tmp", "/tmp", "--bind", folder + "/tmp", "/var/tmp");
        add("--bind", folder + "/home", HOME);
        add("--bind", folder + "/mnt", WORKSPACE);
        add("--ro-bind", folder + "/run", BOUNDARY);
        List<Path> sources = CopiedMount.sources(confinement);
        for (int i = 0; i < sources.size(); i++) {
            Mount mount = confinement.mounts().get(i);
            add(
                    mount.access() == Access.READ ? "--ro-bind" : "--bind",
                    sources.get(i).toString(),
                    mount.inside());
        }
        add("--remount-ro", "/dev", "--remount-ro", "/");
        add("--chdir", WORKSPACE, "--seccomp", "9");
    }

    private void program(Confinement confinement) {
        boolean terminal = confinement.streams() instanceof Streams.Terminal;
        String start = BECOME_PROGRAM.formatted(
                terminal ? TAKE_TERMINAL : "",
                confinement.relay().isPresent() ? AWAIT_RELAY : "",
                before(confinement),
                terminal ? LEAD_SESSION : "");
        add("--", "/bin/sh", "-c", start, "cordon-start");
        arguments.addAll(confinement.program());
    }

    /** What it does is no deed of the program's: the host is told when it is over, on a descriptor that nobody inherits. */
    static String before(Confinement confinement) {
        return confinement
                .before()
                .map(text -> "/bin/sh -c " + LaunchScript.quoted(text) + " cordon-before 4>&- || exit\n")
                .orElse("");
    }

    private void add(String... words) {
        Collections.addAll(arguments, words);
    }
}
