package dev.cordon.core;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An isolation event: open until a person closes it with evidence. Whose it was is kept as commitments, which only
 * the home that recorded it can compare.
 *
 * @param what a constant text of the code's: never content, names or paths
 * @param partition commitment to the partition, or null where a write came without one
 * @param count how often it happened while open
 */
public record Incident(
        String id,
        Rule rule,
        String code,
        String what,
        @Nullable String partition,
        Instant at,
        Instant lastAt,
        long count,
        @Nullable Closing closing) {
    /** Who closed it, when, on which evidence. */
    public record Closing(String closer, String evidence, Instant at) {}

    public Incident {
        Objects.requireNonNull(id);
        Objects.requireNonNull(rule);
        Objects.requireNonNull(code);
        Objects.requireNonNull(what);
        Objects.requireNonNull(at);
        Objects.requireNonNull(lastAt);
    }

    public boolean isOpen() {
        return closing == null;
    }
}
