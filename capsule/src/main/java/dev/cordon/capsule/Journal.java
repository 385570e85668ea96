package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    static final String SUFFIX = ".jsonl";
    static final String LOCK_SUFFIX = SUFFIX + ".lock";

    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final Lock lock;

    /** No channel: an interrupted thread would close one, and a run that is being stopped still writes its journal. */
    private final RandomAccessFile lines;

    private boolean closed;
    private Consumer<Step> onDurable = step -> {};

    private Journal(Path file, Lock lock) throws IOException {
        this.file = file;
        this.lock = lock;
        this.lines = new RandomAccessFile(file.toFile(), "rw");
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

    /**
     * Begins the journal of a run that is new.
     *
     * @throws CordonException.Conflict when a run of this name is supervised or left a journal
     */
    public static Journal begin(Path folder, String run, Map<String, String> facts) {
        return begin(folder, run, facts, step -> {});
    }

    /** The same, with somebody who is told of each step once it is on disk. */
    public static Journal begin(Path folder, String run, Map<String, String> facts, Consumer<Step> onDurable) {
        Path file = Folders.create(folder).resolve(run + SUFFIX);
        Lock lock = Lock.tryExclusive(lockOf(file)).orElseThrow(Journal::supervised);
        if (Files.exists(file)) {
            lock.close();
            throw supervised();
        }
        Journal journal = open(file, lock);
        journal.onDurable = onDurable;
        try {
            journal.append(Step.BEGIN, facts);
            return journal;
        } catch (RuntimeException e) {
            journal.remove();
            throw e;
        }
    }

    /** Takes over the journal of a run that died; empty while its supervisor lives or when it is gone. */
    static Optional<Journal> takeOver(Path file) {
        return ownerless(file).map(lock -> open(file, lock));
    }

    /** Whether some process supervises the run. Leaves nothing behind, whatever happens to the run meanwhile. */
    public static boolean isLive(Path folder, String run) {
        Path file = folder.resolve(run + SUFFIX);
        if (!Files.exists(file)) {
            return false;
        }
        Optional<Lock> lock = ownerless(file);
        lock.ifPresent(Lock::close);
        return lock.isEmpty() && Files.exists(file);
    }

    /** The lock of a journal that stands and that nobody holds. A lock without a journal is removed with that. */
    static Optional<Lock> ownerless(Path file) {
        if (!Files.isDirectory(file.toAbsolutePath().resolveSibling(""))) {
            return Optional.empty();
        }
        Optional<Lock> lock = Lock.tryExclusive(lockOf(file));
        // Only the holder of its lock removes a journal, so what is seen here stays so.
        if (lock.isPresent() && !Files.exists(file)) {
            lock.get().remove();
            return Optional.empty();
        }
        return lock;
    }

    private static Journal open(Path file, Lock lock) {
        try {
            return new Journal(file, lock);
        } catch (IOException e) {
            lock.close();
            throw Problems.disk("write the journal of a run", e);
        }
    }

    private static CordonException.Conflict supervised() {
        return new CordonException.Conflict(Problem.of(
                Rule.C30,
                "run-live",
                "The run is already supervised",
                "another process holds its journal",
                "wait for it to end"));
    }

    /** Writes a step; when this returns, it is on disk. When it fails, the journal is as it was. */
    public void append(Step step, Map<String, String> facts) {
        long end = -1;
        try {
            end = lines.length();
            lines.seek(end);
            lines.write((JSON.writeValueAsString(new Entry(step, facts)) + "\n").getBytes(StandardCharsets.UTF_8));
            lines.getFD().sync();
        } catch (IOException e) {
            cutBackTo(end);
            throw Problems.disk("write the journal of a run", e);
        }
        onDurable.accept(step);
    }

    private void cutBackTo(long end) {
        try {
            if (end >= 0) {
                lines.setLength(end);
            }
        } catch (IOException ignored) {
            // A reader takes half a line for none.
        }
    }

    /** The run that this is the journal of. */
    String run() {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - SUFFIX.length());
    }

    /** All steps so far. A line that a crash cut short is as if it had not been written. */
    public List<Entry> entries() {
        return read(file);
    }

    public static List<Entry> read(Path file) {
        List<Entry> entries = new ArrayList<>();
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            int begin = 0;
            for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
                entries.add(JSON.readValue(text.substring(begin, end), Entry.class));
                begin = end + 1;
            }
        } catch (JacksonException e) {
            return entries;
        } catch (IOException e) {
            throw Problems.disk("read the journal of a run", e);
        }
        return entries;
    }

    /** The last act of a run: nothing of it is left to repair. Idempotent. */
    public void remove() {
        if (closed) {
            return;
        }
        try {
            Files.deleteIfExists(file);
            lines.close();
        } catch (IOException e) {
            throw Problems.disk("remove the journal of a run", e);
        }
        closed = true;
        lock.remove();
    }

    /** Gives the journal up without ending the run, as a crash would. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            lines.close();
        } catch (IOException e) {
            throw Problems.disk("close the journal of a run", e);
        } finally {
            lock.close();
        }
    }

    private static Path lockOf(Path file) {
        return file.resolveSibling(file.getFileName().toString().replace(SUFFIX, LOCK_SUFFIX));
    }
}
