package dev.cordon.core;

import java.util.Objects;

/**
 * A record to be written. An id that exists is updated by it, and keeps its kind.
 *
 * @param id minted by {@link Ids} of this home, of any type
 * @param body at most 16 MiB with its provenance
 */
public record Draft(Kind kind, String id, Bytes body, Author author) {
    public Draft {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(id);
        Objects.requireNonNull(body);
        Objects.requireNonNull(author);
    }
}
