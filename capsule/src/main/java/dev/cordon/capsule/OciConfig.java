package dev.cordon.capsule;

import dev.cordon.core.spi.Sandbox.Access;
import dev.cordon.core.spi.Sandbox.Confinement;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.core.spi.Sandbox.Streams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What an OCI runtime is told of one capsule, as the content of its {@code config.json} (OCI runtime specification
 * 1.0). Mounts cover each other in their order. The layout inside is that of {@link BwrapArguments}. Looks at
 * the host only to tell files from folders.
 */
final class OciConfig {
    private static final int USER = 1000;

    /** Shared memory is memory: past this, a program must use its files. */
    private static final String SHARED_MEMORY = "size=" + (256L << 20);

    /** The network is the launch's, which has a namespace of its own for it. */
    private static final List<String> NAMESPACES = List.of("cgroup", "ipc", "mount", "pid", "user", "uts");

    /**
     * Process 1 of the capsule. It makes sure of the filter, tells on descriptor 4 whether the program can run, runs
     * it, and buries what is left to it. What it says itself of a program that a signal ended is no output of the
     * program's, so it goes nowhere.
     */
    private static final String BE_FIRST_PROCESS = """
            %sfilter=0
            while read -r key value; do [ "$key" != Seccomp: ] || { filter=$value; break; }; done </proc/self/status
            [ "$filter" = 2 ] || { echo 'the runtime loaded no filter of system calls' >&2; exit 1; }
            case "$1" in
            */*) [ -e "$1" ] || { echo missing >&4; exit 127; }
                 { [ -x "$1" ] && [ ! -d "$1" ]; } || { echo denied >&4; exit 126; } ;;
            *) command -v -- "$1" >/dev/null || { echo missing >&4; exit 127; } ;;
            esac
            echo ready >&4
            %s%secho begun >&4
            exec 3>&2 2>/dev/null 4>&-
            (%s)
            exit $?
            """;

    private static final String CHECK_TERMINAL =
            "[ -c /dev/console ] || { echo '/dev/console is no terminal' >&2; exit 1; }\n";

    private static final String ON_PIPES = "exec \"$@\" 2>&3 3>&-";

    /**
     * See {@link BwrapArguments}: the program leads a session whose terminal is the capsule's. Process 1 must not open
     * it: as the leader of a session it would take it for its own.
     */
    private static final String ON_TERMINAL = "exec <>/dev/console >&0 2>&0 3>&-; exec /usr/bin/setsid -c \"$@\"";

    private final Confinement confinement;
    private final HostView view;

    private OciConfig(Confinement confinement, HostView view) {
        this.confinement = confinement;
        this.view = view;
    }

    /** @param view what is shown of the host, links left out: those are files of the root */
    static Map<String, Object> of(Confinement confinement, HostView view) {
        OciConfig config = new OciConfig(confinement, view);
        return Map.of(
                "ociVersion", "1.0.0",
                "process", config.process(),
                "root", Map.of("path", "rootfs", "readonly", true),
                "hostname", "capsule",
                "mounts", config.mounts(),
                "linux", linux());
    }

    private Map<String, Object> process() {
        boolean terminal = confinement.streams() instanceof Streams.Terminal;
        String start = BE_FIRST_PROCESS.formatted(
                terminal ? CHECK_TERMINAL : "",
                confinement.relay().isPresent() ? BwrapArguments.AWAIT_RELAY : "",
                BwrapArguments.before(confinement),
                terminal ? ON_TERMINAL : ON_PIPES);
        return Map.of(
                "terminal",
                false,
                "user",
                Map.of("uid", USER, "gid", USER),
                "args",
                Stream.concat(Stream.of("/bin/sh", "-c", start, "cordon-start"), confinement.program().stream())
                        .toList(),
                "env",
                new TreeMap<>(confinement.environment())
                        .entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .toList(),
                "cwd",
                BwrapArguments.WORKSPACE,
                "capabilities",
                Map.of(),
                "noNewPrivileges",
                true);
    }

    private List<Map<String, Object>> mounts() {
        List<Map<String, Object>> mounts = new ArrayList<>();
        for (HostView.Entry entry : view.entries()) {
            if (entry instanceof HostView.Entry.ReadOnly(Path path, String inside)) {
                mounts.add(shown(path, inside, false));
            }
        }
        mounts.add(made("proc", "/proc", "nosuid", "noexec", "nodev"));
        mounts.add(made("tmpfs", "/dev", "nosuid", "noexec", "mode=755", "size=64k", "ro"));
        mounts.add(made("devpts", "/dev/pts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"));
        mounts.add(made("tmpfs", "/dev/shm", "nosuid", "nodev", "mode=1777", SHARED_MEMORY));
        if (confinement.streams() instanceof Streams.Terminal(Path device)) {
            mounts.add(bound(device, "/dev/console", "rw"));
        }
        Path folder = confinement.folder();
        mounts.add(shown(folder.resolve("tmp"), "/tmp", true));
        mounts.add(shown(folder.resolve("home"), BwrapArguments.HOME, true));
        mounts.add(shown(folder.resolve("mnt"), BwrapArguments.WORKSPACE, true));
        mounts.add(shown(folder.resolve("run"), BwrapArguments.BOUNDARY, false));
        List<Path> sources = CopiedMount.sources(confinement);
        for (int i = 0; i < sources.size(); i++) {
            Mount mount = confinement.mounts().get(i);
            mounts.add(shown(sources.get(i), mount.inside(), mount.access() != Access.READ));
        }
        return mounts;
    }

    /** {@code rro} is read-only with all that is mounted below, and crun takes it for folders only. */
    private static Map<String, Object> shown(Path host, String inside, boolean writable) {
        String readOnly = Files.isDirectory(host) ? "rro" : "ro";
        return bound(host, inside, writable ? "rw" : readOnly, "nosuid", "nodev");
    }

    private static Map<String, Object> bound(Path host, String inside, String... options) {
        return mount(
                "none",
                host.toString(),
                inside,
                Stream.concat(Stream.of("rbind"), Stream.of(options)).toList());
    }

    private static Map<String, Object> made(String type, String inside, String... options) {
        return mount(type, type, inside, List.of(options));
    }

    private static Map<String, Object> mount(String type, String source, String inside, List<String> options) {
        return Map.of("type", type, "source", source, "destination", inside, "options", options);
    }

    private static Map<String, Object> linux() {
        Map<String, Object> linux = new LinkedHashMap<>();
        // The launch made its user root of a namespace of its own; that root is the agent here.
        List<Map<String, Object>> mapping = List.of(Map.of("containerID", USER, "hostID", 0, "size", 1));
        linux.put("uidMappings", mapping);
        linux.put("gidMappings", mapping);
        linux.put(
                "namespaces",
                NAMESPACES.stream().map(type -> Map.of("type", type)).toList());
        linux.put("maskedPaths", HostView.hiddenInProc());
        linux.put("readonlyPaths", HostView.readOnlyInProc());
        linux.put("seccomp", OciSeccomp.of(SyscallRules.all()));
        return linux;
    }
}
