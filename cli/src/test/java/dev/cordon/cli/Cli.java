package dev.cordon.cli;

import dev.cordon.testing.GitRepo;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Types commands as a person would, in a home of the test's own; in this JVM, or in one that can be killed. */
final class Cli {
    private final Path folder;
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();

    Cli(Path folder, Path home) {
        this.folder = folder;
        this.home = home;
        environment.put("HOME", home.resolve("nobody").toString());
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("CORDON_HOME", home.toString());
        // The test's own standard input is nobody's: a capsule gets nothing.
        environment.put("CORDON_TERMINALS", " 0");
    }

    /** In the folder of a repository. */
    static Cli in(GitRepo repo, Path home) {
        return new Cli(repo.folder(), home);
    }

    Cli with(String name, String value) {
        Cli other = new Cli(folder, home);
        other.environment.putAll(environment);
        other.environment.put(name, value);
        return other;
    }

    Cli at(Path other) {
        Cli there = new Cli(other, home);
        there.environment.putAll(environment);
        return there;
    }

    /** What a command printed, and how it ended. */
    record Result(int exit, String out, String err) {
        String all() {
            return out + err;
        }
    }

    Result type(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings = new Surroundings(environment, folder, print(out), print(err));
        int exit = CordonCli.run(surroundings, arguments);
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The same program as a process of its own. */
    ProcessBuilder process(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder;
    }

    Path home() {
        return home;
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
