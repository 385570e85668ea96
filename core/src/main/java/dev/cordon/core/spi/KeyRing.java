package dev.cordon.core.spi;

import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.PartitionId;
import dev.cordon.core.TenantId;
import java.util.Optional;

/**
 * A random key per partition, wrapped by its tenant's key, wrapped by the root key (C15). Thread-safe; called as if it
 * were another process: no key leaves it.
 */
public interface KeyRing {
    /**
     * Makes the partition's key and keeps it, wrapped, in the key store.
     *
     * @throws CordonException.Conflict if the partition has one
     */
    PartitionCipher create(PartitionId partition);

    /**
     * @return nothing where the key was never made or is destroyed
     * @throws CordonException.Damaged if the wrapped key is not this partition's, or the wrapping key is the wrong one
     */
    Optional<PartitionCipher> find(PartitionId partition);

    /**
     * Destroys the partition's key, and those of its sources: the first act of erasing it (C17). Leaves a mark until
     * {@link #forget}, so that an erasure that is stopped is found by whoever erases next. Returns whether there was a key.
     */
    boolean destroy(PartitionId partition);

    /** Whether its key was destroyed and its erasure has not ended. */
    boolean isErasing(PartitionId partition);

    /** Ends the erasure, once the records are gone: nothing is left of the partition's key. */
    void forget(PartitionId partition);

    /**
     * The key under which a session's records lie in a durable partition besides the partition's own.
     *
     * @param source the session, by its {@link PartitionId#key()}
     */
    Optional<PartitionCipher> findSource(PartitionId partition, String source);

    /** The same, made where it is missing. */
    PartitionCipher makeSource(PartitionId partition, String source);

    /**
     * Destroys it: no copy of the partition shows any more what that session gave it. Leaves a mark for as long as the
     * partition has a key, so that a key that was lost is not taken for one that was destroyed. Returns whether there
     * was a key.
     */
    boolean destroySource(PartitionId partition, String source);

    /** Whether it was ever destroyed, also where it was made anew since. */
    boolean isSourceDestroyed(PartitionId partition, String source);

    /** All of a tenant's, for its erasure. */
    TenantKeys keysOf(CrossSessionAccess access, TenantId tenant);

    /** 32 secret bytes for {@code purpose}, the same as long as this key store lives. */
    byte[] derive(String purpose);
}
