package dev.cordon.tck.memory;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Cordon on PostgreSQL keeps every rule, and leaves none untested. */
class PostgresTest extends MemoryContract {
    @TempDir
    Path folder;

    @Override
    protected MemoryUnderTest open() {
        return Systems.POSTGRES.open(folder);
    }

    @Override
    protected Optional<String> excuse(Check check) {
        return Optional.empty();
    }

    @Override
    protected void told(MemoryUnderTest memory, Report.Outcome outcome) {
        Systems.POSTGRES.note(memory, outcome);
    }
}
