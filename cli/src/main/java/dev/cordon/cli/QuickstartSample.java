package dev.cordon.cli;

import dev.cordon.capsule.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A small real repository with a failing test, a bare origin, and a configuration with two users. */
record QuickstartSample(Path folder) {

    static QuickstartSample in(Path folder) throws IOException {
        QuickstartSample sample = new QuickstartSample(Folders.create(folder));
        Folders.create(sample.repository().resolve("tests"));
        Files.writeString(sample.repository().resolve("prices.sh"), resource("prices.sh"));
        Files.writeString(sample.repository().resolve("tests/test_prices.sh"), resource("test_prices.sh"));
        Files.writeString(
                sample.config(),
                resource("cordon.yaml").replace("ORIGIN", sample.origin().toString()));
        sample.git(
                "init", "--quiet", "--initial-branch=main", sample.repository().toString());
        sample.git("init", "--quiet", "--bare", sample.origin().toString());
        sample.git("-C", sample.repository().toString(), "add", "--all");
        sample.git(
                "-C",
                sample.repository().toString(),
                "-c",
                "user.name=Quickstart",
                "-c",
                "user.email=quickstart@localhost",
                "commit",
                "--quiet",
                "--message",
                "A program with a failing test");
        return sample;
    }

    Path repository() {
        return folder.resolve("repo");
    }

    Path origin() {
        return folder.resolve("origin.git");
    }

    Path config() {
        return folder.resolve("cordon.yaml");
    }

    /** Cordon's state for the sample, apart from the user's own. */
    Path state() {
        return folder.resolve("state");
    }

    /** The agents' program; it knows where on the host the neighbour's files lie. */
    String agent() throws IOException {
        return resource("agent.sh").replace("STATE", state().toString());
    }

    /** Whether nothing was pushed: a push makes a file below refs/heads. */
    boolean originIsEmpty() {
        String[] heads = origin().resolve("refs/heads").toFile().list();
        return heads != null && heads.length == 0;
    }

    private void git(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("git " + arguments[0] + ": " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = QuickstartSample.class.getResourceAsStream("quickstart/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
