package dev.cordon.tck.capsule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs scripts on the host, with none of the person's git configuration and in no capsule. */
final class Shell {
    private static final int MOST_OUTPUT = 1 << 20;
    private static final String NONE = "/dev/null";

    private Shell() {}

    record Result(int exit, String output) {
        Result orFail() {
            if (exit != 0) {
                throw new IllegalStateException("a step of the lab failed (exit " + exit + "): " + output);
            }
            return this;
        }
    }

    /** Waits for the script, not for what it leaves behind; its output is kept in {@code folder} meanwhile. */
    static Result run(Path folder, Map<String, String> environment, Duration atMost, String script)
            throws IOException, InterruptedException {
        return run(folder, environment, atMost, List.of("/bin/sh", "-c", script));
    }

    /** The same for any program. */
    static Result run(Path folder, Map<String, String> environment, Duration atMost, List<String> program)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder.toAbsolutePath().getParent(), "output", ".log");
        try {
            Process process = start(folder, environment, output, program);
            boolean ended = process.waitFor(atMost);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            return new Result(ended ? process.exitValue() : -1, beginning(output));
        } finally {
            Files.delete(output);
        }
    }

    static Process start(Path folder, Map<String, String> environment, Path output, List<String> program)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of(NONE).toFile())
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(plain());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What every script sees. */
    private static Map<String, String> plain() {
        Map<String, String> plain = new HashMap<>();
        plain.put("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
        plain.put("LC_ALL", "C.UTF-8");
        plain.put("GIT_CONFIG_GLOBAL", NONE);
        plain.put("GIT_CONFIG_SYSTEM", NONE);
        plain.put("GIT_TERMINAL_PROMPT", "0");
        for (String who : new String[] {"AUTHOR", "COMMITTER"}) {
            plain.put("GIT_" + who + "_NAME", "A Person");
            plain.put("GIT_" + who + "_EMAIL", "person@example.com");
            plain.put("GIT_" + who + "_DATE", "2026-01-01T00:00:00Z");
        }
        return plain;
    }

    private static String beginning(Path output) throws IOException {
        try (var in = Files.newInputStream(output)) {
            return new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.ISO_8859_1);
        }
    }
}
