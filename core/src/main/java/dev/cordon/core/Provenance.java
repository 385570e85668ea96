package dev.cordon.core;

import java.time.Instant;
import java.util.Objects;

/** Who wrote a record and when, stamped by the boundary and authenticated with the record (C8). */
public record Provenance(Author author, Instant at) {
    public Provenance {
        Objects.requireNonNull(author);
        Objects.requireNonNull(at);
    }
}
