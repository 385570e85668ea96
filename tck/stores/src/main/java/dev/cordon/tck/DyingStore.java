package dev.cordon.tck;

import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Problem;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore;
import java.util.Optional;

/** A real store of a process that ends at its so-many-eth destruction. */
final class DyingStore implements PartitionStore {
    private final PartitionStore real;
    private int left;
    private String undone = "";

    /** @param at the destruction that is not done, from 1 */
    DyingStore(PartitionStore real, int at) {
        this.real = real;
        this.left = at;
    }

    /** Which partition it ended at, by its key. */
    String undone() {
        return undone;
    }

    @Override
    public Optional<PartitionLog> open(PartitionId partition, Access access) {
        return real.open(partition, access);
    }

    @Override
    public void destroy(PartitionId partition) {
        mayEnd(partition.key());
        real.destroy(partition);
    }

    @Override
    public void destroy(CrossSessionAccess access, String partition) {
        mayEnd(partition);
        real.destroy(access, partition);
    }

    private void mayEnd(String partition) {
        left--;
        if (left == 0) {
            undone = partition;
            throw new CordonException.Unavailable(Problem.of("ended", "It ended", "a test ends it", "none"));
        }
    }

    @Override
    public void requireFree(CrossSessionAccess access, String partition) {
        real.requireFree(access, partition);
    }

    /** The test closes the real one. */
    @Override
    public void close() {}
}
