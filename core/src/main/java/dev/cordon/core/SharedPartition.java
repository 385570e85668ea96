package dev.cordon.core;

import dev.cordon.core.spi.PartitionStore.Access;
import java.util.Optional;
import java.util.function.Function;

/**
 * A partition that no session owns and that several processes write now and then: each write takes its lock for itself
 * and waits for others up to ten seconds. Nothing is open between two calls. Thread-safe.
 */
final class SharedPartition {
    private static final int ATTEMPTS = 500;
    private static final long PAUSE_MILLIS = 20;

    private final PartitionId partition;
    private final Partitions partitions;

    SharedPartition(PartitionId partition, Partitions partitions) {
        this.partition = partition;
        this.partitions = partitions;
    }

    PartitionId id() {
        return partition;
    }

    /** Where the last acknowledged write left it: tells whether to read anew, without opening anything. */
    Optional<Head> anchored() {
        return partitions.anchored(partition);
    }

    /** Nothing where the partition was never made or is erased. */
    <T> Optional<T> read(Function<SealedLog, T> operation) {
        Optional<SealedLog> log = partitions.open(partition, Access.READ);
        try {
            return log.map(operation);
        } finally {
            log.ifPresent(SealedLog::close);
        }
    }

    /** Makes the partition where it is missing; its head is anchored when this returns. */
    <T> T write(Function<SealedLog, T> operation) {
        try (SealedLog log = openForWriting()) {
            T result = operation.apply(log);
            partitions.anchor(log);
            return result;
        }
    }

    private SealedLog openForWriting() {
        for (int attempt = 1; ; attempt++) {
            try {
                Optional<SealedLog> log = partitions.open(partition, Access.WRITE);
                return log.isPresent() ? log.get() : partitions.create(partition);
            } catch (CordonException.Conflict e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CordonException.Conflict(
                    Problem.of("interrupted", "Nothing was written", "the thread was interrupted", "try again"));
        }
    }
}
