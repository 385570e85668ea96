package dev.cordon.core.spi;

import java.util.List;

/**
 * All keys of one tenant, for the tenant's erasure (C17). What a crash leaves undone, the same calls do later: which
 * partitions were the tenant's is known until {@link #end()}. Not for concurrent use.
 */
public interface TenantKeys {
    /**
     * Partitions whose keys the tenant's key wraps, or wrapped before it was destroyed, and those that are being erased,
     * by {@link dev.cordon.core.PartitionId#key()}, in order.
     */
    List<String> partitions();

    /** Those of the tenant's whose own keys are destroyed and whose erasure has not ended, whoever began it. */
    List<String> erasing();

    /**
     * Destroys the tenant's key: from here on none of its partitions' keys unwraps, wherever a copy of them lies.
     *
     * @throws dev.cordon.core.CordonException.Conflict where it can't be told from a neighbour's; nothing is destroyed
     */
    void destroy();

    /** Destroys what is left of a partition's key, once its records are gone. */
    void forget(String partition);

    /** Ends the erasure: nothing names the tenant any more. */
    void end();
}
