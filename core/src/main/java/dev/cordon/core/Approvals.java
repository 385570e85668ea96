package dev.cordon.core;

import dev.cordon.core.spi.AnchorStore;
import java.util.Optional;

/**
 * The states of one session's approvals, kept outside its partition, so that no rollback un-spends one (C26). Looks
 * only at this session's (C10). Usable while the session is open; thread-safe, over processes too. Which person may
 * move a state is the caller's to check.
 */
public final class Approvals {
    private final AnchorStore anchors;
    private final Ids ids;
    private final String partition;
    private final Runnable guard;
    private final Runnable anchorNow;

    Approvals(AnchorStore anchors, Ids ids, String partition, Runnable guard, Runnable anchorNow) {
        this.anchors = anchors;
        this.ids = ids;
        this.partition = partition;
        this.guard = guard;
        this.anchorNow = anchorNow;
    }

    /**
     * Parks a new approval.
     *
     * @throws CordonException.BadInput if {@code id} was not minted as an approval's
     * @throws CordonException.Conflict if it is parked already
     */
    public void park(String id) {
        guard.run();
        if (!ids.verify(IdType.APPROVAL, id)) {
            throw new CordonException.BadInput(Problem.of(
                    Rule.C26, "bad-approval-id", "Nothing was parked", "the id was not minted here", "mint it"));
        }
        if (!anchors.park(partition, id)) {
            throw changed();
        }
    }

    /** @throws CordonException.NotFound if this session has none of this id */
    public ApprovalState state(String id) {
        return find(id).orElseThrow(Problems::noRecord);
    }

    public Optional<ApprovalState> find(String id) {
        guard.run();
        return anchors.approval(partition, id);
    }

    /**
     * Moves an approval on; of several callers one wins. Before a dispatch the session's head is anchored (C11).
     *
     * @throws CordonException.NotFound if this session has none of this id
     * @throws CordonException.Conflict if its state is not {@code from} any more
     * @throws CordonException.Refused if no approval may go from {@code from} to {@code to}
     */
    public void move(String id, ApprovalState from, ApprovalState to) {
        state(id);
        if (!from.mayBecome(to)) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C26,
                    "approval-move-refused",
                    "The approval stays " + from,
                    "what is " + from + " can't become " + to,
                    "ask for a new approval"));
        }
        if (to == ApprovalState.DISPATCHING) {
            anchorNow.run();
        }
        if (!anchors.move(partition, id, from, to)) {
            throw changed();
        }
    }

    /** Spends an idempotency key: true the first time in this session, false ever after. */
    public boolean spend(String idempotencyKey) {
        guard.run();
        return anchors.spend(partition, Bytes.utf8(idempotencyKey).sha256().toHex());
    }

    private static CordonException.Conflict changed() {
        return new CordonException.Conflict(Problem.of(
                Rule.C26,
                "approval-changed",
                "The approval was not moved",
                "it changed meanwhile: it is used once",
                "look at it again"));
    }
}
