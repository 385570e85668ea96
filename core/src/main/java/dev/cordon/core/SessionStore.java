package dev.cordon.core;

import java.util.OptionalLong;

/**
 * An opened store with its parts, wired: what a process needs of it, whatever engine it is. Owned and closed by
 * whoever opened it. Thread-safe.
 */
public interface SessionStore extends AutoCloseable {
    SessionRouter router();

    LocalIdentity identity();

    Incidents incidents();

    WorkspaceRegistry workspaces();

    Ids ids();

    /** For secrets of other parts: {@code derive(purpose)}. */
    LocalKeyRing keys();

    /** What a partition takes on this machine's disk; empty where its engine lies elsewhere. */
    OptionalLong bytesOf(PartitionId partition);

    @Override
    void close();
}
