package dev.cordon.run;

import java.util.List;

/**
 * What became of all that a user had, somewhere or at all, or that a tenant had (C17).
 *
 * @param what {@code workspace}, {@code user} or {@code tenant}; {@code tenant.begun} where the erasure stopped: what it
 *     says was there before it, and some may be there still
 * @param id of the workspace, the user or the tenant
 * @param sessions what became of each, in a receipt of its own
 * @param facts how many durable facts were destroyed
 * @param partitions of a tenant: all that were destroyed, those of users that are not named here and collections too
 * @param revivable until when a backup of the keys, taken before, could bring it back
 */
public record WideReceipt(
        String what, String id, String at, List<ErasureReceipt> sessions, int facts, int partitions, String revivable) {
    public WideReceipt {
        sessions = List.copyOf(sessions);
    }
}
