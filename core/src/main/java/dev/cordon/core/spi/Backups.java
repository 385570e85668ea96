package dev.cordon.core.spi;

import dev.cordon.core.CordonException;
import dev.cordon.core.PartitionId;
import java.nio.file.Path;

/**
 * Copies of all of a home's data, made while it is in use, and the way back. What is copied is sealed: without the keys,
 * which have a backup of their own (C15), nobody reads it, and what was erased since stays erased (C17). What is restored
 * begins a new epoch (C11), so that the state it came from is not taken for it later.
 */
public interface Backups {
    /**
     * Writes a backup of everything but the keys into a new folder; answers how many partitions it holds.
     *
     * @throws CordonException.BadInput if the folder is there already
     */
    long write(Path folder);

    /** Writes a copy of the wrapped keys into a new file, to be kept apart from every backup of the data. */
    void writeKeys(Path file);

    /**
     * Fills a home that has no data with a backup; answers how many partitions it holds. The root key must lie in the
     * home already.
     *
     * @throws CordonException.BadInput if the backup is not complete
     * @throws CordonException.Conflict if the home has data
     */
    long restore(Path folder, Path keys);

    /**
     * Puts one partition back to what a backup holds of it, beside others in use; what came after is gone. Its approvals
     * stay as they are: what was spent is not given back (C26).
     *
     * @throws CordonException.NotFound if the backup has none of it, or it was erased since
     * @throws CordonException.Conflict while a writer holds it
     */
    void restore(Path folder, PartitionId partition);
}
