package dev.cordon.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts {@code cordon} as a process of its own, which can be killed, with a state folder of the benchmark's. */
record CordonProcess(Path home, Path folder) {
    private static final List<String> JVM = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** What it said, both streams as one, and how it ended. */
    record Result(int exit, String output) {}

    /** Owned by the caller, who waits for its end. */
    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.cordon.cli.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().remove("CORDON_CONFIG");
        builder.environment()
                .putAll(Map.of(
                        "CORDON_HOME", home.toString(),
                        "HOME", home.resolve("nobody").toString(),
                        "XDG_CONFIG_HOME", home.resolve("nobody").toString(),
                        "PATH", "/usr/local/bin:/usr/bin:/bin"));
        return builder.start();
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
