package dev.cordon.tck.capsule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Processes that bear an attack's mark in their environment, wherever they were started. */
final class Leftovers {
    static final String MARK = "ATTACK_MARK";

    private Leftovers() {}

    /** Only of processes that are younger than this one: no other can be the lab's, and none else is looked at. */
    static List<ProcessHandle> of(String mark) {
        Instant ours = began(ProcessHandle.current());
        return ProcessHandle.allProcesses()
                .filter(process -> !began(process).isBefore(ours) && bears(process, MARK + "=" + mark))
                .toList();
    }

    private static Instant began(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.MIN);
    }

    /** Ends what an attack left. */
    static void end(String mark) {
        for (List<ProcessHandle> left = of(mark); !left.isEmpty(); left = of(mark)) {
            left.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static boolean bears(ProcessHandle process, String variable) {
        try {
            return new String(
                            Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ")),
                            StandardCharsets.ISO_8859_1)
                    .contains(variable);
        } catch (IOException gone) {
            return false;
        }
    }
}
