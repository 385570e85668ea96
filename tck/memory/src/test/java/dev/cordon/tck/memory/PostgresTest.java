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
        return new CordonMemory(PostgresBench.in(PostgresServer.shared(), folder));
    }

    @Override
    protected Optional<String> excuse(Check check) {
        return Optional.empty();
    }
}
