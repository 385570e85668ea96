package dev.cordon.tools;

import java.time.Instant;

/**
 * What an approval's record in the session's partition holds: an action that waits for a person, or a patch that is
 * held until one releases it. Its state lies outside the partition, so that no rollback un-spends it (C26).
 *
 * @param input the action's standard input, as text
 * @param expires past this it can't be approved nor dispatched
 */
public record ParkedAction(
        String id, Kind kind, ExactAction action, String reason, String input, Instant parked, Instant expires) {

    /** What happens on approval. */
    public enum Kind {
        /** The tool's command runs, once, in a fresh capsule. */
        DISPATCH,
        /** The patch may be applied, and actions may use it. */
        RELEASE
    }
}
