package dev.cordon.core;

import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records that outlive sessions, in a person's hands: only {@link SessionRouter} gives it, for a credential, and no
 * session leads to it (C7, C12). Each write takes the partition's lock for itself, waits for others up to ten seconds,
 * and is durable and anchored when it returns. Thread-safe; nothing to close.
 */
public final class Knowledge extends KnowledgeReader {
    private final Partitions partitions;
    private final InstantSource clock;
    private final @Nullable String source;

    /** @param source the session that what is written comes from, by its partition's key; null for none */
    Knowledge(SharedPartition shared, Partitions partitions, InstantSource clock, @Nullable String source) {
        super(shared, () -> {});
        this.partitions = partitions;
        this.clock = clock;
        this.source = source;
    }

    /** Writes records together or not at all: 1 to 10,000, each at most 16 MiB. Returns them as written. */
    public List<Entry> append(List<Draft> drafts) {
        return shared.write(log -> log.append(drafts, clock.instant(), source));
    }

    /** Removes every version of these records; returns how many there were. */
    public int delete(List<String> ids, Author author) {
        return shared.write(log -> (int) ids.stream()
                .filter(id -> log.delete(id, author, clock.instant()))
                .count());
    }

    /** The states of what waits for a person's decision about this partition (C26). */
    public Approvals approvals() {
        return partitions.approvals(partition(), () -> {}, () -> {});
    }
}
