package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs one program of the host to its end, with an environment that names every variable and nothing else.
 * Immutable; each {@code with} method answers a copy.
 */
final class HostProgram {
    private static final int ERROR_TEXT = 8192;

    private final List<String> command;
    private final Map<String, String> environment;
    private final @Nullable Path folder;
    private final byte[] input;
    private final @Nullable Path inputFile;

    HostProgram(List<String> command, Map<String, String> environment) {
        this(command, environment, null, new byte[0], null);
    }

    private HostProgram(
            List<String> command,
            Map<String, String> environment,
            @Nullable Path folder,
            byte[] input,
            @Nullable Path inputFile) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.folder = folder;
        this.input = input;
        this.inputFile = inputFile;
    }

    HostProgram in(Path folder) {
        return new HostProgram(command, environment, folder, input, inputFile);
    }

    HostProgram reading(byte[] input) {
        return new HostProgram(command, environment, folder, input, inputFile);
    }

    HostProgram readingFile(Path file) {
        return new HostProgram(command, environment, folder, input, file);
    }

    /** What a finished program left. Output is bytes: names in it need be no valid text. */
    record Result(int exit, byte[] output, String errors) {
        boolean ok() {
            return exit == 0;
        }

        String text() {
            return new String(output, StandardCharsets.UTF_8).strip();
        }
    }

    /** Runs it; a failure is an answer. Output is held in memory. */
    Result run() {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        return run(out -> out.transferTo(output), output);
    }

    /** Runs it with standard output into {@code file}. */
    Result runInto(Path file) {
        return run(Redirect.to(file.toFile()), out -> {}, new ByteArrayOutputStream());
    }

    /** Runs it and streams its output to {@code reader}; the result's output is empty. */
    Result stream(OutputReader reader) {
        return run(reader, new ByteArrayOutputStream());
    }

    interface OutputReader {
        void read(InputStream output) throws IOException;
    }

    private Result run(OutputReader reader, ByteArrayOutputStream output) {
        return run(Redirect.PIPE, reader, output);
    }

    private Result run(Redirect destination, OutputReader reader, ByteArrayOutputStream output) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(destination);
        builder.environment().clear();
        builder.environment().putAll(environment);
        if (folder != null) {
            builder.directory(folder.toFile());
        }
        if (inputFile != null) {
            builder.redirectInput(inputFile.toFile());
        }
        Process process;
        try {
            process = Spawner.start(builder);
        } catch (IOException e) {
            throw cannotRun(e);
        }
        try {
            return finish(process, reader, output);
        } catch (IOException e) {
            throw Problems.disk("talk to '" + command.getFirst() + "'", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private Result finish(Process process, OutputReader reader, ByteArrayOutputStream output) throws IOException {
        StringBuffer errors = new StringBuffer();
        Thread errorReader = Thread.ofVirtual().start(() -> collectErrors(process.getErrorStream(), errors));
        Thread feeder = Thread.ofVirtual().start(() -> feed(process.getOutputStream()));
        try {
            reader.read(process.getInputStream());
            int exit = process.waitFor();
            errorReader.join();
            feeder.join();
            return new Result(exit, output.toByteArray(), errors.toString().strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void feed(OutputStream toProcess) {
        try (toProcess) {
            toProcess.write(input);
        } catch (IOException ignored) {
            // The program ended without reading all of it; its exit code tells.
        }
    }

    private static void collectErrors(InputStream stream, StringBuffer into) {
        byte[] buffer = new byte[1024];
        try {
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                if (into.length() < ERROR_TEXT) {
                    into.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException ignored) {
            // The stream ends with its process.
        }
    }

    private CordonException.Unavailable cannotRun(IOException cause) {
        return new CordonException.Unavailable(
                Problem.of(
                        "program-missing",
                        "The program '" + command.getFirst() + "' can't be run",
                        String.valueOf(cause.getMessage()),
                        "install it, or type './cordon doctor' to see what else is missing"),
                cause);
    }
}
