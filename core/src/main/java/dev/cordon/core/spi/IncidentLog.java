package dev.cordon.core.spi;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Incident;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where incidents lie: outside the partitions, so that they survive them. Bounded: one more of the same is counted,
 * not stored (C34). Durable when a method returns. Thread-safe, over processes too; made and closed by the wiring.
 */
public interface IncidentLog extends AutoCloseable {
    /** Keeps {@code incident}, or counts it with the open one of the same rule, code and partition. */
    void record(Incident incident);

    /** All, the newest last. */
    List<Incident> list(CrossSessionAccess access);

    Optional<Incident> find(CrossSessionAccess access, String id);

    /** Closes an open incident; returns false where {@code id} is none. */
    boolean close(CrossSessionAccess access, String id, String closer, String evidence, Instant at);

    @Override
    void close();
}
