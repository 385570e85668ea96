package dev.cordon.memory;

import dev.cordon.core.ApprovalState;
import dev.cordon.core.Provenance;
import java.time.Instant;
import java.util.Set;

/**
 * A durable fact that waits for a person.
 *
 * @param id an approval's
 * @param text exactly what would be accepted: redacted already
 * @param marks for the person to weigh
 * @param state where it stands; what is past its time reads as void
 * @param code 8 hexadecimal digits of the SHA-256 of the stored proposal: text, marks, sources, and the fact's id. Who
 *     types it has seen this content (C26)
 */
public record Proposal(
        String id,
        String text,
        Provenance provenance,
        Set<Mark> marks,
        ApprovalState state,
        Instant expires,
        String code) {
    public Proposal {
        marks = Set.copyOf(marks);
    }

    public boolean isOpen() {
        return state == ApprovalState.PARKED || state == ApprovalState.APPROVED;
    }
}
