package dev.cordon.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Whole processes, timed from outside. */
final class Commands {
    private Commands() {}

    /** Runs a command to its end; its failure ends the benchmark. */
    static String run(Path folder, Map<String, String> environment, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    static long time(Path folder, String... command) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        run(folder, Map.of(), command);
        return System.nanoTime() - begin;
    }
}
