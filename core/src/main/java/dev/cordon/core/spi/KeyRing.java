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

    /** Destroys the partition's key: the first act of erasing it (C17). Returns whether there was one. */
    boolean destroy(PartitionId partition);

    /** All of a tenant's, for its erasure. */
    TenantKeys keysOf(CrossSessionAccess access, TenantId tenant);

    /** 32 secret bytes for {@code purpose}, the same as long as this key store lives. */
    byte[] derive(String purpose);
}
