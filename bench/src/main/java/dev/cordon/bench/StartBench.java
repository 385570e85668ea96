package dev.cordon.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code cordon --version} beside a JVM that does nothing. */
final class StartBench {
    private final Path folder;
    private final Figures figures;
    private final int times;

    StartBench(Path folder, Figures figures, int times) {
        this.folder = folder;
        this.figures = figures;
        this.times = times;
    }

    void measure() throws Exception {
        String launcher = System.getenv("CORDON_LAUNCHER");
        if (launcher == null) {
            figures.row("cordon --version", "not measured", "no launcher", "", "≤ 4");
            return;
        }
        Path home = Path.of(System.getProperty("java.home"));
        Path source = Files.writeString(folder.resolve("Bare.java"), "public class Bare { public static void main(String[] a) {} }\n");
        Commands.run(folder, Map.of(), home.resolve("bin/javac").toString(), source.toString());
        String java = home.resolve("bin/java").toString();
        double bare = Figures.median(times, () -> Commands.time(folder, java, "-cp", folder.toString(), "Bare"));
        double version = Figures.median(times, () -> Commands.time(folder, launcher, "--version"));
        figures.row("cordon --version", version, "a bare JVM", bare, "≤ 4");
    }
}
