package dev.cordon.core.spi;

import dev.cordon.core.Bytes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of a partition's log as a store keeps it.
 *
 * @param sealed ciphertext, or null once the row is erased
 */
public record SealedRow(Link link, @Nullable Bytes sealed) {
    public SealedRow {
        Objects.requireNonNull(link);
    }
}
