package dev.cordon.core.spi;

import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Head;
import dev.cordon.core.PartitionId;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where partitions lie. The engine confines each (C13): what opens one partition can't reach another. Thread-safe;
 * made and closed by the wiring, after every log that it opened.
 */
public interface PartitionStore extends AutoCloseable {
    /** Rows that are held in memory at once while salvaging. */
    int SALVAGE_PAGE = 64;

    /** What a log is opened for. */
    enum Access {
        READ,
        /** One writer at a time, over all processes; readers stay free. */
        WRITE,
        /** As WRITE, and the partition must not exist. */
        CREATE
    }

    /**
     * @return nothing where the partition does not exist (it exists with {@link Access#CREATE})
     * @throws CordonException.Refused without a partition (C5); an incident is recorded
     * @throws CordonException.Conflict if another writer holds it, or if it exists and must not
     */
    Optional<PartitionLog> open(PartitionId partition, Access access);

    /**
     * Removes the partition with everything of it, or does nothing where there is none.
     *
     * @throws CordonException.Conflict while a writer holds it
     */
    void destroy(PartitionId partition);

    /** The same by its key alone, as {@link PartitionId#key()} gives it: for the erasure of a tenant. */
    void destroy(CrossSessionAccess access, String partition);

    /** @throws CordonException.Conflict while a writer holds the partition of this key */
    void requireFree(CrossSessionAccess access, String partition);

    /**
     * Shows every row that can still be read, in order, where the engine finds its own file broken. Nothing is verified:
     * the caller opens each row under the partition's key, or leaves it.
     *
     * @param last the last sequence that is known to have been written, from 0; there may be rows beyond it
     */
    default void salvage(PartitionId partition, long last, Consumer<SealedRow> rows) {
        open(partition, Access.READ).ifPresent(found -> {
            try (found) {
                long head = found.head().map(Head::sequence).orElse(0L);
                for (long from = 1; from <= head; from += SALVAGE_PAGE) {
                    found.read(from, from + SALVAGE_PAGE - 1).forEach(rows);
                }
            }
        });
    }

    @Override
    void close();
}
