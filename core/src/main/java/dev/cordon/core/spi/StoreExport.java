package dev.cordon.core.spi;

import dev.cordon.core.ApprovalState;
import dev.cordon.core.Bytes;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Head;
import dev.cordon.core.Incident;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All of a store, as a migration to another engine reads it: sealed as it lies there, no key is asked for. Every method
 * sees more than one session and wants the right to. The store must be at rest: nobody writes to it meanwhile. Not for
 * concurrent use; closed by whoever opened it.
 */
public interface StoreExport extends AutoCloseable {
    /** A partition's anchored head, or none where the partition is erased for good. */
    record Anchor(String partition, Optional<Head> head) {}

    /** Where a parked action stands. */
    record Approval(String partition, String id, ApprovalState state) {}

    /** An idempotency key that is used up. */
    record Spent(String partition, String key) {}

    /** The keys of all partitions, as {@link dev.cordon.core.PartitionId#key()} gives them, in order. */
    List<String> partitions(CrossSessionAccess access);

    /** Rows with a sequence above {@code after}, in order, erased ones without their bytes; at most {@code limit}. */
    List<SealedRow> rows(CrossSessionAccess access, String partition, long after, int limit);

    /** Every wrapped key by its name. */
    Map<String, Bytes> keys(CrossSessionAccess access);

    List<Anchor> anchors(CrossSessionAccess access);

    List<Approval> approvals(CrossSessionAccess access);

    List<Spent> spent(CrossSessionAccess access);

    /** The oldest first. */
    List<Incident> incidents(CrossSessionAccess access);

    @Override
    void close();
}
