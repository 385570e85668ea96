package dev.cordon.tck.memory;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Cordon on SQLite keeps every rule, and leaves none untested. */
class SqliteTest extends MemoryContract {
    @TempDir
    Path folder;

    @Override
    protected MemoryUnderTest open() {
        return Systems.SQLITE.open(folder);
    }

    /** A thousand sessions, about twice as many as the store keeps files open. */
    @Override
    protected Effort effort() {
        return new Effort(1, 1_000, 8, 2_000, 8, 30);
    }

    @Override
    protected Optional<String> excuse(Check check) {
        return Optional.empty();
    }

    @Override
    protected void told(MemoryUnderTest memory, Report.Outcome outcome) {
        Systems.SQLITE.note(memory, outcome);
    }
}
