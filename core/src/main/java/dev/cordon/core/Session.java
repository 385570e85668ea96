package dev.cordon.core;

import java.time.Instant;
import java.util.List;

/**
 * An open session: the only way to write its records (C5), and one writer at a time over all processes. What a method
 * acknowledges survives {@code kill -9} (C18); what it refuses is not there at all. Heads are anchored outside the
 * store within a second, at close and by {@link #anchor()} (C11). See {@link ReadableSession}.
 */
public final class Session implements ReadableSession {
    private final SessionGate gate;
    private final Partitions partitions;
    private final Ids ids;
    private final Approvals approvals;
    private final KnowledgeReader facts;

    Session(SessionGate gate, Partitions partitions, Ids ids) {
        this.gate = gate;
        this.partitions = partitions;
        this.ids = ids;
        this.approvals = partitions.approvals(new PartitionId.Session(gate.scope), gate::require, this::anchor);
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

    /**
     * Writes records together or not at all (C6): 1 to 10,000, each at most 16 MiB. Returns them as written.
     *
     * @throws CordonException.BadInput if one is too large or has an id that was not minted here
     * @throws CordonException.Unavailable if the store has no space or can't be written, or heads can't be anchored
     */
    public List<Entry> append(List<Draft> drafts) {
        partitions.requireAnchoring();
        return gate.on(log -> {
            List<Entry> written = log.append(drafts, gate.clock.instant());
            partitions.anchorSoon(log);
            return written;
        });
    }

    /** Writes one record, a new one or the next version of {@code id}. */
    public Entry append(Kind kind, String id, Bytes body, Author author) {
        return append(List.of(new Draft(kind, id, body, author))).getFirst();
    }

    /** Writes one new record under a minted id. */
    public Entry append(Kind kind, Bytes body, Author author) {
        return append(kind, ids.mint(IdType.RECORD), body, author);
    }

    /** Takes over records of another session with their provenance; only the router knows when that is right. */
    void adopt(List<Entry> entries) {
        partitions.requireAnchoring();
        gate.on(log -> {
            log.adopt(entries);
            partitions.anchorSoon(log);
            return log;
        });
    }

    /**
     * Removes every version of a record from the store and leaves a sealed tombstone.
     *
     * @throws CordonException.NotFound for foreign, deleted and never-existing ids alike (C3)
     */
    public void delete(String id, Author author) {
        partitions.requireAnchoring();
        boolean deleted = gate.on(log -> {
            boolean was = log.delete(id, author, gate.clock.instant());
            partitions.anchorSoon(log);
            return was;
        });
        if (!deleted) {
            throw Problems.noRecord();
        }
    }

    /** Anchors the head before this returns. */
    public void anchor() {
        gate.on(log -> {
            partitions.anchor(log);
            return log.head();
        });
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

    /** Anchors the head and gives the session free for the next writer. The session itself lives on. */
    @Override
    public void close() {
        gate.close(partitions::anchor);
    }
}
