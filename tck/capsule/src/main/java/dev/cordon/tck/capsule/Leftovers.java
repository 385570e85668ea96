package dev.cordon.tck.capsule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that bear an attack's mark in their environment, wherever they were started. */
final class Leftovers {
    static final String MARK = "ATTACK_MARK";

    private Leftovers() {}

    static List<ProcessHandle> of(String mark) throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (bears(process, MARK + "=" + mark)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /** Ends what a control left. */
    static void end(String mark) throws IOException {
        for (List<ProcessHandle> left = of(mark); !left.isEmpty(); left = of(mark)) {
            left.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static boolean bears(Path process, String variable) {
        try {
            return new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1)
                    .contains(variable);
        } catch (IOException gone) {
            return false;
        }
    }
}
