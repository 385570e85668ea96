package dev.cordon.tck.capsule;

import dev.cordon.capsule.HostPrograms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Keeps an attack that no capsule confines from the machine that it is tried on: it can write to {@code open} and to
 * nothing else, sees only processes of its own, and all of them end with it. What the lab owns it can read, change and
 * reach over loopback like any program of the person's: that is what a control is for. Immutable.
 *
 * @param lab whose files it can read
 * @param open the only folders of the host that can be written
 */
record Fence(Path lab, List<Path> open) {
    private static final List<String> PRIVATE = List.of("/tmp", "/var/tmp", "/run", "/dev/shm");

    Fence {
        open = List.copyOf(open);
    }

    Fence(Path lab, Path open) {
        this(lab, List.of(open));
    }

    /**
     * The program and its arguments with the fence around it.
     *
     * @throws IllegalStateException when nothing here can make a fence: an attack must then not be tried
     */
    List<String> around(Path folder, List<String> program) {
        Path bwrap = HostPrograms.find("bwrap")
                .orElseThrow(() -> new IllegalStateException(
                        "a control needs bubblewrap to keep it from this machine: apt-get install -y bubblewrap"));
        List<String> arguments = new ArrayList<>(
                List.of(bwrap.toString(), "--die-with-parent", "--unshare-pid", "--unshare-ipc", "--cap-drop", "ALL"));
        arguments.addAll(List.of("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"));
        arguments.addAll(List.of("--ro-bind", "/proc/sys", "/proc/sys"));
        PRIVATE.forEach(path -> arguments.addAll(List.of("--tmpfs", path)));
        arguments.addAll(List.of("--ro-bind", lab.toString(), lab.toString()));
        open.forEach(path -> arguments.addAll(List.of("--bind", path.toString(), path.toString())));
        arguments.addAll(List.of("--chdir", folder.toString(), "--"));
        arguments.addAll(program);
        return arguments;
    }

    /**
     * An attack's script, and then what a careless person does, next to a process that stands for the neighbour's.
     *
     * @param persons variables that only the person has
     */
    List<String> around(Path folder, String script, String careless, Map<String, String> persons, String canary) {
        List<String> program = new ArrayList<>(List.of("/bin/sh", "-c", BOTH, "fence", canary, script, careless));
        persons.forEach((name, value) -> program.add(name + "=" + value));
        return around(folder, program);
    }

    private static final String BOTH = """
            CANARY="$1" sleep 600 </dev/null >/dev/null 2>&1 &
            export NEIGHBOUR_PID=$!
            /bin/sh -c "$2"
            careless=$3; shift 3
            exec env "$@" /bin/sh -c "$careless"
            """;
}
