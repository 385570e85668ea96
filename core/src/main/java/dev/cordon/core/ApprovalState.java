package dev.cordon.core;

/** Where a parked action stands (C26). Only the moves of {@link #mayBecome} exist. Stored by name. */
public enum ApprovalState {
    PARKED,
    APPROVED,
    DISPATCHING,
    DONE,
    FAILED,
    /** A crash fell between dispatch and answer: a person looks, nothing retries. */
    UNKNOWN,
    DENIED,
    /** Something that the approval covers changed, or its task ended. */
    VOID;

    public boolean mayBecome(ApprovalState next) {
        return switch (this) {
            case PARKED -> next == APPROVED || next == DENIED || next == VOID;
            case APPROVED -> next == DISPATCHING || next == DENIED || next == VOID;
            case DISPATCHING -> next == DONE || next == FAILED || next == UNKNOWN;
            case UNKNOWN -> next == DONE || next == FAILED;
            case DONE, FAILED, DENIED, VOID -> false;
        };
    }
}
