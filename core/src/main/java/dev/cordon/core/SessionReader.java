package dev.cordon.core;

import java.time.Instant;
import java.util.List;

/** A session opened for reading: any number, beside a writer too. See {@link ReadableSession}. */
public final class SessionReader implements ReadableSession {
    private final SessionGate gate;
    private final Approvals approvals;
    private final KnowledgeReader facts;

    SessionReader(SessionGate gate, Partitions partitions) {
        this.gate = gate;
        // The writer anchors; what a reader sees is anchored or at most a second old.
        this.approvals = partitions.approvals(new PartitionId.Session(gate.scope), gate::require, () -> {});
        this.facts = KnowledgeReader.of(partitions, partitions.facts(gate.scope), gate::require);
    }

    @Override
    public Scope scope() {
        return gate.scope;
    }

    @Override
    public SessionInfo info() {
        return gate.info;
    }

    @Override
    public Entry get(String id) {
        return gate.on(log -> log.get(id)).orElseThrow(Problems::noRecord);
    }

    @Override
    public List<Entry> history(String id) {
        return gate.on(log -> log.history(id));
    }

    @Override
    public List<Entry> read(Kind kind) {
        return gate.on(log -> log.current(kind));
    }

    /** See {@link SealedLog#entries}. */
    List<Entry> entries(long from, long to) {
        return gate.on(log -> log.entries(from, to));
    }

    @Override
    public List<Entry> read(Kind kind, long sequence) {
        return gate.on(log -> log.current(kind, sequence));
    }

    @Override
    public KnowledgeReader facts() {
        return facts;
    }

    @Override
    public Instant now() {
        return gate.clock.instant();
    }

    @Override
    public Head head() {
        return gate.on(SealedLog::head);
    }

    @Override
    public Approvals approvals() {
        return approvals;
    }

    @Override
    public void close() {
        gate.close();
    }
}
