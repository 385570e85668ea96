package dev.cordon.core;

import java.time.Instant;
import java.util.List;

/**
 * An open session as something to read: a capability that only {@link SessionRouter} gives. Every method looks inside
 * this session alone (C10), and throws {@link CordonException.NotFound} once the session is closed or expired (C16),
 * {@link CordonException.Damaged} where a record is not what was written (C11; an incident is recorded). Thread-safe;
 * owned and closed by whoever opened it.
 */
public sealed interface ReadableSession extends AutoCloseable permits Session, SessionReader {
    Scope scope();

    /** As of the moment of opening. */
    SessionInfo info();

    /**
     * The newest version of a record.
     *
     * @throws CordonException.NotFound for foreign, deleted and never-existing ids alike (C3)
     */
    Entry get(String id);

    /** All versions of a record since its last deletion, oldest first; empty where there is none. */
    List<Entry> history(String id);

    /** The newest version of each record of {@code kind}, in the order in which they were first written. */
    List<Entry> read(Kind kind);

    /**
     * The same, of what was written after {@code sequence} only: what is new since the last look. Deletions are the
     * records of {@link Kind#TOMBSTONE}.
     */
    List<Entry> read(Kind kind, long sequence);

    /** This user's durable facts in this session's workspace, to be read only: no session writes them (C7). */
    KnowledgeReader facts();

    /** The session's time, which never goes back (C16). */
    Instant now();

    /** Where the log stands: for a writer now, for a reader at opening. */
    Head head();

    /** The states of this session's approvals. */
    Approvals approvals();

    @Override
    void close();
}
