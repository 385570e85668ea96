package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one run is about to make, written and on disk before it is made (C30), so that a crash at any point can be
 * repaired. The journal is locked for as long as its supervisor lives; a journal whose lock is free belongs to a run
 * that died.
 *
 * <p>Not thread-safe: a run has one supervisor.
 */
public final class Journal implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final Lock lock;
    private final FileChannel channel;
    private Consumer<Step> onDurable = step -> {};

    private Journal(Path file, Lock lock) throws IOException {
        this.file = file;
        this.lock = lock;
        this.channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** One step: what it is and what a repair must know about it. */
    public record Entry(Step step, Map<String, String> facts) {
        public Entry {
            facts = Map.copyOf(facts);
        }

        public String fact(String name) {
            return facts.getOrDefault(name, "");
        }
    }

    /** The steps of a run, in their order; {@link #CAPSULE} and {@link #STARTED} once per capsule. */
    public enum Step {
        BEGIN,
        CAPSULE,
        STARTED,
        EXITED,
        HARVESTED,
        VERIFIED,
        PERSISTED,
        TEARDOWN
    }

    /** Begins the journal of a run that is new. */
    public static Journal begin(Path folder, String run, Map<String, String> facts) {
        return begin(folder, run, facts, step -> {});
    }

    /** The same, with somebody who is told of each step once it is on disk. */
    public static Journal begin(Path folder, String run, Map<String, String> facts, Consumer<Step> onDurable) {
        Path file = Folders.create(folder).resolve(run + ".jsonl");
        Journal journal = take(file)
                .orElseThrow(() -> new CordonException.Conflict(Problem.of(
                        Rule.C30,
                        "run-live",
                        "The run is already supervised",
                        "another process holds its journal",
                        "wait for it to end")));
        journal.onDurable = onDurable;
        journal.append(Step.BEGIN, facts);
        return journal;
    }

    /** Takes over the journal of a run that died; empty while its supervisor lives or when it is gone. */
    static Optional<Journal> takeOver(Path file) {
        return Files.exists(file) ? take(file) : Optional.empty();
    }

    /** Whether some process supervises the run. */
    public static boolean isLive(Path folder, String run) {
        Path file = folder.resolve(run + ".jsonl");
        if (!Files.exists(file)) {
            return false;
        }
        Optional<Lock> lock = Lock.tryExclusive(lockOf(file));
        lock.ifPresent(Lock::close);
        return lock.isEmpty();
    }

    private static Optional<Journal> take(Path file) {
        Optional<Lock> lock = Lock.tryExclusive(lockOf(file));
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Journal(file, lock.get()));
        } catch (IOException e) {
            lock.get().close();
            throw Problems.disk("write the journal of a run", e);
        }
    }

    /** Writes a step; when this returns, it is on disk. */
    public void append(Step step, Map<String, String> facts) {
        try {
            String line = JSON.writeValueAsString(new Entry(step, facts)) + "\n";
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            channel.force(false);
            onDurable.accept(step);
        } catch (IOException e) {
            throw Problems.disk("write the journal of a run", e);
        }
    }

    /** All steps so far. A line that a crash cut short is as if it had not been written. */
    public List<Entry> entries() {
        return read(file);
    }

    public static List<Entry> read(Path file) {
        List<Entry> entries = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                entries.add(JSON.readValue(line, Entry.class));
            }
        } catch (JacksonException e) {
            return entries;
        } catch (IOException e) {
            throw Problems.disk("read the journal of a run", e);
        }
        return entries;
    }

    /** The last act of a run: nothing of it is left to repair. */
    public void remove() {
        try {
            Files.deleteIfExists(file);
            close();
            Files.deleteIfExists(lockOf(file));
        } catch (IOException e) {
            throw Problems.disk("remove the journal of a run", e);
        }
    }

    /** Gives the journal up without ending the run, as a crash would. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw Problems.disk("close the journal of a run", e);
        } finally {
            lock.close();
        }
    }

    private static Path lockOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".lock");
    }
}
