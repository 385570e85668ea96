package dev.cordon.core.spi;

import dev.cordon.core.PartitionId;
import java.util.List;
import java.util.Objects;

/**
 * Rows that are written together or not at all, for one partition (C6).
 *
 * @param rows in order of their sequence, without gaps, each with its sealed bytes
 */
public record Batch(PartitionId partition, List<SealedRow> rows) {
    public Batch {
        Objects.requireNonNull(partition);
        rows = List.copyOf(rows);
    }
}
