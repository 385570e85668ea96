package dev.cordon.capsule;

import dev.cordon.core.spi.Sandbox.Confinement;
import dev.cordon.core.spi.Sandbox.Streams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The shell that stands between the JVM and what makes the sandbox. It is process 1 of a namespace of its own, so that
 * its end, and nothing less, is the end of all, the way out included; and it dies with the JVM's spawner. It joins the
 * control groups, lowers the resource limits, mounts the overlays, brings up the loopback of the capsule's network
 * and starts the relay. It runs in the capsule's folder and names the layers relative to it, because an overlay's
 * option string can't hold every path. Pure: builds text, runs nothing.
 */
final class LaunchScript {
    /** Enough for any server, far from what a machine holds. Where the caller may have fewer, so may the capsule. */
    private static final int OPEN_FILES = 65_536;

    private LaunchScript() {}

    /**
     * The whole command line.
     *
     * @param text what the shell does, from {@link #preparations} on
     * @param arguments its arguments
     */
    static List<String> command(Confinement confinement, String text, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (confinement.streams() instanceof Streams.Terminal(Path device)) {
            // Only standard output: from it bubblewrap learns which terminal to show inside as /dev/console.
            // Standard error stays a pipe, so that what goes wrong before the program runs can be told.
            command.addAll(List.of("/bin/sh", "-c", "exec \"$@\" >" + quoted(device.toString()), "cordon-tty"));
        }
        command.addAll(List.of("setpriv", "--pdeathsig", "KILL"));
        command.addAll(List.of("unshare", "--user", "--map-root-user", "--mount", "--propagation", "private"));
        command.addAll(List.of("--net", "--pid", "--fork", "--kill-child", "--mount-proc"));
        command.addAll(List.of("/bin/sh", "-c", text, "cordon-launch"));
        command.addAll(arguments);
        return command;
    }

    /** @param filter the program that bubblewrap hands to the kernel, read on descriptor 9 */
    static String forBubblewrap(Confinement confinement, Path filter) {
        return preparations(confinement) + prepared(confinement) + mounted(confinement)
                + "exec bwrap \"$@\" 4>status 9<" + quoted(filter.toString()) + "\n";
    }

    /**
     * What every level does first: control groups, the loopback, limits per process, the overlays of the checkout and
     * of copied mounts. What needs no order goes on until {@link #prepared} and {@link #mounted}.
     */
    static String preparations(Confinement confinement) {
        StringBuilder script = new StringBuilder("set -e\njoining=\n");
        confinement.controlGroups().forEach(group -> script.append(join(group)));
        script.append("ip link set lo up &\nloopback=$!\n");
        script.append("ulimit -c 0\nulimit -n ").append(OPEN_FILES).append(" 2>/dev/null || :\n");
        new TreeMap<>(confinement.resourceLimits())
                .forEach((letter, value) -> script.append(limit(letter, value)).append('\n'));
        String mounts = mounts(confinement);
        if (!mounts.isEmpty()) {
            script.append("{\n").append(mounts).append("} &\nmounts=$!\n");
        }
        return script.toString();
    }

    private static String mounts(Confinement confinement) {
        StringBuilder mounts = new StringBuilder();
        if (!confinement.lowers().isEmpty()) {
            mounts.append("mount -t overlay overlay -o lowerdir=")
                    .append(lowers(confinement.lowers().size()))
                    .append(",upperdir=upper,workdir=work,userxattr mnt\n");
        }
        CopiedMount.of(confinement).forEach(copied -> mounts.append(copied.command()));
        return mounts.toString();
    }

    /** Until here nothing may be shown to the capsule; a layer that could not be mounted ends the launch. */
    static String mounted(Confinement confinement) {
        return mounts(confinement).isEmpty() ? "" : "wait $mounts\n";
    }

    /**
     * Until here nothing of the capsule's may run; a group that could not be joined ends the launch (C29). The relay
     * comes after it, so that it counts against the capsule's limits (C34).
     */
    static String prepared(Confinement confinement) {
        return (confinement.controlGroups().isEmpty() ? "" : "[ -z \"$joining\" ] || wait $joining\n")
                + "wait $loopback\n"
                + confinement.relay().map(NetworkRelay::command).orElse("");
    }

    /**
     * A thread that moves itself moves at once (version 1's {@code tasks}); a process, the only thing that version 2
     * moves, moves when every fork of the machine has come to rest, 5 to 15 ms later (kernel/cgroup/cgroup.c, {@code
     * cgroup_procs_write_start}). This shell has one thread.
     */
    private static String join(Path group) {
        String tasks = quoted(group.resolve("tasks").toString());
        String processes = quoted(group.resolve("cgroup.procs").toString());
        return "if [ -e " + tasks + " ]; then echo 0 >" + tasks + "; else echo $$ >" + processes
                + " & joining=$!; fi\n";
    }

    /** The number of processes has one letter in dash and another in bash, where dash's means something else. */
    private static String limit(String letter, long value) {
        String command = "ulimit -" + letter + " " + value;
        return letter.equals("p") ? command + " 2>/dev/null || ulimit -u " + value : command;
    }

    /** The name, in the capsule's folder, of the link to one lower layer. */
    static String lowerLink(int index) {
        return "lower" + index;
    }

    private static String lowers(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(lowerLink(i));
        }
        return String.join(":", names);
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
