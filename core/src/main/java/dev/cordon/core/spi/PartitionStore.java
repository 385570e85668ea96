package dev.cordon.core.spi;

import dev.cordon.core.CordonException;
import dev.cordon.core.PartitionId;
import java.util.Optional;

/**
 * Where partitions lie. The engine confines each (C13): what opens one partition can't reach another. Thread-safe;
 * made and closed by the wiring, after every log that it opened.
 */
public interface PartitionStore extends AutoCloseable {
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

    @Override
    void close();
}
