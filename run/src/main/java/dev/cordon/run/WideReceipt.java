package dev.cordon.run;

import java.util.List;

/**
 * What became of all that a user had, somewhere or at all (C17).
 *
 * @param what {@code workspace} or {@code user}
 * @param id of the workspace or the user
 * @param sessions what became of each, in a receipt of its own
 * @param facts how many durable facts were destroyed
 * @param revivable until when a backup of the keys, taken before, could bring it back
 */
public record WideReceipt(
        String what, String id, String at, List<ErasureReceipt> sessions, int facts, String revivable) {
    public WideReceipt {
        sessions = List.copyOf(sessions);
    }
}
