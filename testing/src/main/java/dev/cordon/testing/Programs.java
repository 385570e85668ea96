package dev.cordon.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a real program to its end and hands back what it said. Bounded: 60 seconds unless told otherwise, 16 MiB kept
 * of each stream. Immutable; each {@code with} answers a new one.
 */
public final class Programs {
    private static final int KEPT = 16 << 20;

    private final Path folder;
    private final Duration limit;
    private final Map<String, String> environment;

    private Programs(Path folder, Duration limit, Map<String, String> environment) {
        this.folder = folder;
        this.limit = limit;
        this.environment = Map.copyOf(environment);
    }

    /** What a program said; {@code exit} is its status. */
    public record Result(int exit, String out, String err) {
        /** The result itself when the program succeeded, an error with all that it said otherwise. */
        public Result orFail() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + "\n" + out + err);
            }
            return this;
        }
    }

    /** Programs that start in {@code folder}, with this JVM's environment. */
    public static Programs in(Path folder) {
        return new Programs(folder, Duration.ofSeconds(60), Map.of());
    }

    /** Runs a program in the current folder. */
    public static Result run(String... command) {
        return in(Path.of("")).start(command);
    }

    public Programs with(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new Programs(folder, limit, more);
    }

    public Programs within(Duration time) {
        return new Programs(folder, time, environment);
    }

    /**
     * Runs the command and waits for its end.
     *
     * @throws AssertionError when it takes too long; it and its descendants are killed first
     */
    public Result start(String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toAbsolutePath().toFile());
        builder.environment().put(TestMark.NAME, TestMark.value());
        builder.environment().putAll(environment);
        try {
            return finish(builder.start(), List.of(command));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + command[0], e);
        }
    }

    private Result finish(Process process, List<String> command) throws InterruptedException, IOException {
        CompletableFuture<String> out = collect(process.getInputStream());
        CompletableFuture<String> err = collect(process.getErrorStream());
        process.getOutputStream().close();
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Result(process.exitValue(), text(out), text(err));
            }
            throw new AssertionError(command + " took longer than " + limit.toMillis() + " ms");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static CompletableFuture<String> collect(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                text.complete(new String(stream.readNBytes(KEPT), StandardCharsets.UTF_8));
                stream.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                text.complete("");
            }
        });
        return text;
    }

    private static String text(CompletableFuture<String> stream) throws InterruptedException {
        try {
            return stream.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            @Nullable Throwable cause = e.getCause();
            throw new AssertionError("a descendant keeps the program's output open", cause == null ? e : cause);
        }
    }
}
