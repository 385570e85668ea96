package dev.cordon.core;

import java.util.List;
import java.util.Optional;

/**
 * Records that outlive sessions, to be read only: a user's durable facts in one workspace, or a mounted collection
 * (C7, C12). Each call looks at this one partition and at the state of the moment; where there is no partition, there
 * are no records (C9). One that came from a session serves as long as the session does. Thread-safe; nothing to close.
 */
public sealed class KnowledgeReader permits Knowledge {
    final SharedPartition shared;
    private final Runnable guard;

    KnowledgeReader(SharedPartition shared, Runnable guard) {
        this.shared = shared;
        this.guard = guard;
    }

    static KnowledgeReader of(Partitions partitions, PartitionId id, Runnable guard) {
        return new KnowledgeReader(new SharedPartition(id, partitions), guard);
    }

    public PartitionId partition() {
        return shared.id();
    }

    /**
     * Where the last acknowledged write left this partition; nothing where it was never made or is erased. While it is
     * the same, there is nothing new to read. Opens nothing, and costs less than a read.
     */
    public Optional<Head> head() {
        guard.run();
        return shared.anchored();
    }

    /** The newest version of a record of this partition; nothing for foreign, deleted and never-existing ids (C10). */
    public Optional<Entry> find(String id) {
        guard.run();
        return shared.read(log -> log.get(id)).flatMap(found -> found);
    }

    /** The newest version of each record of {@code kind} that was written after {@code sequence}, in order. */
    public List<Entry> read(Kind kind, long sequence) {
        guard.run();
        return shared.read(log -> log.current(kind, sequence)).orElse(List.of());
    }
}
