package dev.cordon.memory;

import java.util.Set;

/**
 * What a person wrote down beforehand about which proposals become durable by themselves (C7): those of named lanes,
 * short, and with no mark but the tolerated ones. All others wait for a person. Immutable.
 *
 * @param version of the configuration that says so: it stands on each fact
 * @param tolerated marks that such a fact may bear; whatever a run writes is {@link Mark#UNTRUSTED}
 * @param mostBytes of UTF-8
 */
public record AcceptPolicy(String version, Set<String> lanes, Set<Mark> tolerated, int mostBytes) {
    public AcceptPolicy {
        lanes = Set.copyOf(lanes);
        tolerated = Set.copyOf(tolerated);
    }

    /** A proposal that no lane made, such as a person's own, is never covered. */
    public boolean covers(Proposal proposal) {
        String lane = proposal.provenance().author().lane();
        return proposal.isOpen()
                && lane != null
                && lanes.contains(lane)
                && tolerated.containsAll(proposal.marks())
                && Utf8.size(proposal.text()) <= mostBytes;
    }
}
