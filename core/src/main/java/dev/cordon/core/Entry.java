package dev.cordon.core;

import java.util.Objects;

/**
 * A record that was read: it opened under its partition's key at its own place in the log (C11).
 *
 * @param sequence from 1, one for the whole partition
 */
public record Entry(long sequence, Kind kind, String id, Bytes body, Provenance provenance) {
    public Entry {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(id);
        Objects.requireNonNull(body);
        Objects.requireNonNull(provenance);
    }
}
