package dev.cordon.core.spi;

import dev.cordon.core.ApprovalState;
import dev.cordon.core.Head;
import java.util.Map;
import java.util.Optional;

/**
 * What must not roll back with a partition: heads, the states of approvals, spent idempotency keys (C11, C26). Small
 * and without content; partitions are named by their key. Durable when a method returns. Thread-safe, over processes
 * too; made and closed by the wiring.
 */
public interface AnchorStore extends AutoCloseable {
    Optional<Head> head(String partition);

    /** Moves heads forward, all or none; a head that is not after the one that is kept changes nothing. */
    void anchor(Map<String, Head> heads);

    /** Marks the partition as erased for good and drops its head, approvals and spent keys. */
    void erase(String partition);

    boolean isErased(String partition);

    /** Keeps a new approval in state {@link ApprovalState#PARKED}; returns false where {@code id} is known. */
    boolean park(String partition, String id);

    Optional<ApprovalState> approval(String partition, String id);

    /** Compare and set, atomic over processes: returns whether the state was {@code from} and is {@code to} now. */
    boolean move(String partition, String id, ApprovalState from, ApprovalState to);

    /** Spends an idempotency key: true the first time, false ever after. */
    boolean spend(String partition, String key);

    @Override
    void close();
}
