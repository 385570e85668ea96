package dev.cordon.capsule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A process as the kernel knows it: its pid and the moment it started, so that a pid that was given out again is not
 * taken for it.
 *
 * @param started clock ticks since boot, from field 22 of {@code /proc/PID/stat}
 */
record LiveProcess(long pid, long started) {

    /** The process that has this pid now; empty when there is none, or just its corpse. */
    static Optional<LiveProcess> of(long pid) {
        if (pid <= 0) {
            return Optional.empty();
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The name in parentheses may hold anything; the fields count from the last one.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[0].equals("Z") || fields[0].equals("X")
                    ? Optional.empty()
                    : Optional.of(new LiveProcess(pid, Long.parseLong(fields[19])));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Names this boot of the machine: the moments of another one are not comparable. */
    static String boot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** The facts by which a journal names the process. */
    Map<String, String> facts() {
        return Map.of("leader", Long.toString(pid), "since", Long.toString(started), "boot", boot());
    }

    static boolean isRunning(long pid) {
        return of(pid).isPresent();
    }

    boolean stillRuns() {
        return of(pid).equals(Optional.of(this));
    }

    /** Ends this very process; one that took over its pid is spared. */
    void kill() {
        if (stillRuns()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
