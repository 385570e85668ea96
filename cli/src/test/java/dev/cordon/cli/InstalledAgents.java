package dev.cordon.cli;

import dev.cordon.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** Real agents, installed once by npm into the build's folder, in the versions that {@code src/test/agents} names. */
final class InstalledAgents {
    private static final Path WANTED = Path.of("src/test/agents/package.json");
    private static final Path FOLDER = Path.of("target/agents").toAbsolutePath();

    private InstalledAgents() {}

    /** The folder to mount into a capsule; a failed installation fails the test. */
    static synchronized Path folder() throws IOException {
        Path installed = FOLDER.resolve("installed.json");
        if (!Files.exists(installed) || Files.mismatch(installed, WANTED) >= 0) {
            Files.createDirectories(FOLDER);
            Files.copy(WANTED, FOLDER.resolve("package.json"), StandardCopyOption.REPLACE_EXISTING);
            Programs.in(FOLDER)
                    .within(Duration.ofMinutes(8))
                    .start("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")
                    .orFail();
            Files.copy(WANTED, installed, StandardCopyOption.REPLACE_EXISTING);
        }
        return FOLDER;
    }

    static String program(String name) throws IOException {
        return folder().resolve("node_modules/.bin").resolve(name).toString();
    }
}
