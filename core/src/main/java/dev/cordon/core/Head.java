package dev.cordon.core;

import java.util.Objects;

/**
 * Where a partition's log stands: what its anchor remembers (C11).
 *
 * @param sequence of the newest row, 0 for an empty log
 * @param epoch from 1; a restore begins the next one
 * @param hash the newest row's chain hash, 32 bytes
 */
public record Head(long sequence, long epoch, Bytes hash) {
    public Head {
        Objects.requireNonNull(hash);
    }

    /** The head of an empty log of {@code partition}: its hash is bound to the partition. */
    public static Head genesis(PartitionId partition) {
        byte[] origin =
                new FieldWriter().text("cordon-log").bytes(partition.encode()).toBytes();
        return new Head(0, 1, Bytes.ceded(origin).sha256());
    }

    /** Whether this head is later in the log's life than {@code other}. */
    public boolean isAfter(Head other) {
        return epoch > other.epoch || (epoch == other.epoch && sequence > other.sequence);
    }
}
