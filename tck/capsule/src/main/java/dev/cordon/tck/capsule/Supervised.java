package dev.cordon.tck.capsule;

import dev.cordon.core.Alias;
import dev.cordon.core.Session;
import dev.cordon.run.RunRecord;
import dev.cordon.run.TaskBook;
import dev.cordon.run.TaskRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A run whose supervisor is a process of its own, so that it can have an environment and can be killed. Owned and closed
 * by the attack that started it; one thread.
 */
final class Supervised implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration TTL = Duration.ofHours(1);
    private static final String TASK = "doomed";

    private final Lab lab;
    private final String session;
    private final Path output;
    private final Process process;

    private Supervised(Lab lab, String session, Path output, Process process) {
        this.lab = lab;
        this.session = session;
        this.output = output;
        this.process = process;
    }

    static Supervised start(Lab lab, String session, Map<String, String> environment, String script)
            throws IOException {
        Path output = lab.folder().resolve(session + ".log");
        ProcessBuilder builder = lab.engine().child().supervisor(lab.ground().repository(), session, TASK, script);
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Supervised(lab, session, output, process);
    }

    /** Waits for its end by itself. */
    void await() throws InterruptedException, IOException {
        if (!process.waitFor(PATIENCE)) {
            throw new IllegalStateException("a supervisor does not end: " + text());
        }
    }

    /** Waits until its agent runs, bears the mark and is in the journal; answers whether it ever did. */
    boolean awaitAgent(String mark) throws InterruptedException, IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            if (!Leftovers.of(mark).isEmpty() && journal().contains("\"leader\"")) {
                return true;
            }
            process.waitFor(Duration.ofMillis(20));
        }
        return false;
    }

    /** The text of its run's journal; empty where there is none. */
    String journal() throws IOException {
        Optional<Path> file = journalFile();
        return file.isPresent() ? Files.readString(file.get()) : "";
    }

    /** Puts another text in the place of its journal's. */
    void rewriteJournal(String text) throws IOException {
        Files.writeString(journalFile().orElseThrow(), text);
    }

    private Optional<Path> journalFile() throws IOException {
        Path journals = lab.engine().machine().folder().journals();
        for (String name : Folder.names(journals)) {
            Path file = journals.resolve(name);
            if (name.endsWith(".jsonl") && Files.readString(file).contains("\"pid\":\"" + process.pid() + "\"")) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What of its run the session kept; empty when no run was recorded. */
    Optional<String> patch() {
        try (Session open = open()) {
            Optional<RunRecord> run =
                    task(open).flatMap(task -> TaskBook.run(open, task.runs().getLast()));
            return run.map(record -> new String(TaskBook.artifact(open, record, "patch"), StandardCharsets.ISO_8859_1));
        }
    }

    Optional<TaskRecord.State> state() {
        try (Session open = open()) {
            return task(open).map(TaskRecord::state);
        }
    }

    private static Optional<TaskRecord> task(Session open) {
        return TaskBook.named(open, TASK);
    }

    private Session open() {
        var repository = lab.runs().repository(Map.of());
        var workspace = lab.engine().workspaces().of(repository.commonDirectory());
        return lab.engine().router().openOrCreate(lab.engine().credential(), workspace, new Alias(session), TTL);
    }

    String text() throws IOException {
        return Files.readString(output, StandardCharsets.ISO_8859_1).strip();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(output);
    }
}
