package dev.cordon.cli;

import dev.cordon.capsule.Folders;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;

/**
 * What the launcher runs once after a build, to record which classes a start needs: the main job, in a folder that is
 * thrown away. That it fails where capsules don't work is no harm: what it got to is recorded.
 */
@Command(name = "warm-up", hidden = true, description = "Record a start-up cache.")
final class WarmUpCommand extends CordonCommand {
    /** The sample's. */
    private static final String REPOSITORY = "quickstart/repo";

    WarmUpCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        try {
            Path home = Files.createTempDirectory("cordon-warm-up");
            try {
                warmUp(home);
            } finally {
                Folders.delete(home);
            }
            return CordonCli.DONE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void warmUp(Path home) {
        Map<String, String> environment = new HashMap<>(surroundings.environment());
        environment.put("CORDON_HOME", home.toString());
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Surroundings apart = new Surroundings(environment, home, nowhere, nowhere);
        CordonCli.run(apart, "quickstart");
        CordonCli.run(apart, "doctor", "--json");
        // The first recall of a process loads Lucene.
        CordonCli.run(apart, "session", "new", "warm", "--repo", REPOSITORY);
        CordonCli.run(apart, "memory", "add", "--session", "warm", "a word or two");
        CordonCli.run(apart, "memory", "recall", "--session", "warm", "two words");
    }
}
