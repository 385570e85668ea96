package dev.cordon.core;

import static dev.cordon.core.ApprovalState.APPROVED;
import static dev.cordon.core.ApprovalState.DENIED;
import static dev.cordon.core.ApprovalState.DISPATCHING;
import static dev.cordon.core.ApprovalState.DONE;
import static dev.cordon.core.ApprovalState.FAILED;
import static dev.cordon.core.ApprovalState.PARKED;
import static dev.cordon.core.ApprovalState.UNKNOWN;
import static dev.cordon.core.ApprovalState.VOID;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApprovalStateTest {
    private static final Map<ApprovalState, Set<ApprovalState>> LEGAL = Map.of(
            PARKED, Set.of(APPROVED, DENIED, VOID),
            APPROVED, Set.of(DISPATCHING, DENIED, VOID),
            DISPATCHING, Set.of(DONE, FAILED, UNKNOWN),
            UNKNOWN, Set.of(DONE, FAILED),
            DONE, Set.of(),
            FAILED, Set.of(),
            DENIED, Set.of(),
            VOID, Set.of());

    /** Above all: nothing leads back to APPROVED or DISPATCHING, so nothing is dispatched twice. */
    @Test
    void onlyTheLegalMoves_exist() {
        for (ApprovalState from : ApprovalState.values()) {
            for (ApprovalState to : ApprovalState.values()) {
                assertThat(from.mayBecome(to))
                        .as(from + " to " + to)
                        .isEqualTo(LEGAL.get(from).contains(to));
            }
        }
    }
}
