package dev.cordon.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One line of the process table.
 *
 * @param started clock ticks after boot; with the pid it names a process for good
 */
record ProcessEntry(long pid, long parent, long started, char state) {
    /** Fields of proc_pid_stat(5), counted from the state, which follows the name. */
    private static final int PARENT = 1;

    private static final int START = 19;

    /** Empty when the process is gone. */
    static Optional<ProcessEntry> read(long pid) {
        String stat = text(pid, "stat");
        int nameEnd = stat.lastIndexOf(')');
        if (nameEnd < 0) {
            return Optional.empty();
        }
        String[] fields = stat.substring(nameEnd + 2).split(" ");
        return Optional.of(new ProcessEntry(
                pid, Long.parseLong(fields[PARENT]), Long.parseLong(fields[START]), fields[0].charAt(0)));
    }

    boolean alive() {
        return state != 'Z' && state != 'X';
    }

    String description() {
        return pid + " (" + text(pid, "cmdline").replace('\0', ' ').strip() + ")";
    }

    /** A file of the process, empty when it is gone or not ours to read. */
    static String text(long pid, String name) {
        try {
            return new String(
                    Files.readAllBytes(Path.of("/proc", Long.toString(pid), name)), StandardCharsets.ISO_8859_1);
        } catch (IOException goneOrForeign) {
            return "";
        }
    }
}
