package dev.cordon.capsule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Starts processes from one thread that lives as long as the JVM. The kernel ties "die with your parent" to the
 * parent <em>thread</em>: a capsule started from a thread that ends would be killed with that thread.
 * The thread has a session keyring of its own, and so has all that it starts.
 */
final class Spawner {
    private static final ExecutorService THREAD = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("cordon-spawner").unstarted(() -> {
                SessionKeyring.leave();
                task.run();
            }));

    private Spawner() {}

    /** The program is looked for along the PATH that it is given itself; the JDK would take the JVM's own. */
    static Process start(ProcessBuilder builder) throws IOException {
        resolve(builder);
        try {
            return THREAD.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting a process", e);
        }
    }

    private static void resolve(ProcessBuilder builder) {
        String name = builder.command().getFirst();
        if (!name.contains("/")) {
            Stream.of(builder.environment().getOrDefault("PATH", "").split(":"))
                    .filter(folder -> folder.startsWith("/"))
                    .map(folder -> Path.of(folder, name))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .ifPresent(found -> builder.command(with(found, builder.command())));
        }
    }

    private static List<String> with(Path program, List<String> command) {
        List<String> resolved = new ArrayList<>(command);
        resolved.set(0, program.toString());
        return resolved;
    }
}
