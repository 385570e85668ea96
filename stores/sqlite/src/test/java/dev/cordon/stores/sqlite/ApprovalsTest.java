package dev.cordon.stores.sqlite;

import static dev.cordon.stores.sqlite.Home.HOUR;
import static dev.cordon.stores.sqlite.Home.ME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.ApprovalState;
import dev.cordon.core.CordonException;
import dev.cordon.core.IdType;
import dev.cordon.core.Session;
import dev.cordon.core.SessionReader;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalsTest {
    @TempDir
    Path temp;

    private Home home;
    private Session session;
    private String id;

    @BeforeEach
    void parkOne() {
        home = new Home(temp.resolve("home"));
        session = home.router().create(ME, home.workspace("repo"), null, HOUR);
        id = home.store.ids().mint(IdType.APPROVAL);
        session.approvals().park(id);
    }

    @AfterEach
    void closeHome() {
        session.close();
        home.close();
    }

    private void move(ApprovalState from, ApprovalState to) {
        session.approvals().move(id, from, to);
    }

    @Test
    void approvedByAPersonBesideTheRun_isSeenByTheRun() {
        try (SessionReader person =
                home.router().openForReading(ME, session.info().id())) {
            person.approvals().move(id, ApprovalState.PARKED, ApprovalState.APPROVED);
        }
        assertThat(session.approvals().state(id)).isEqualTo(ApprovalState.APPROVED);
    }

    @Test
    void dispatch_happensOnce_whoeverTries() {
        move(ApprovalState.PARKED, ApprovalState.APPROVED);
        AtomicInteger dispatched = new AtomicInteger();
        IntStream.range(0, 16).parallel().forEach(i -> {
            try {
                move(ApprovalState.APPROVED, ApprovalState.DISPATCHING);
                dispatched.incrementAndGet();
            } catch (CordonException.Conflict e) {
                assertThat(e.problem().code()).isEqualTo("approval-changed");
            }
        });
        assertThat(dispatched).hasValue(1);
    }

    @Test
    void unknownOutcome_isNeverDispatchedAgain() {
        move(ApprovalState.PARKED, ApprovalState.APPROVED);
        move(ApprovalState.APPROVED, ApprovalState.DISPATCHING);
        move(ApprovalState.DISPATCHING, ApprovalState.UNKNOWN);
        assertThatThrownBy(() -> move(ApprovalState.UNKNOWN, ApprovalState.DISPATCHING))
                .isInstanceOf(CordonException.Refused.class);
        assertThatThrownBy(() -> move(ApprovalState.APPROVED, ApprovalState.DISPATCHING))
                .isInstanceOf(CordonException.Conflict.class);
    }

    @Test
    void approvalOfAnotherSession_isNotFound() {
        try (Session other = home.router().create(ME, session.info().workspace(), null, HOUR)) {
            assertThat(other.approvals().find(id)).isEmpty();
            assertThatThrownBy(() -> other.approvals().move(id, ApprovalState.PARKED, ApprovalState.APPROVED))
                    .isInstanceOf(CordonException.NotFound.class);
        }
        assertThat(session.approvals().state(id)).isEqualTo(ApprovalState.PARKED);
    }

    @Test
    void parkTwiceOrUnderAMadeUpId_fails() {
        assertThatThrownBy(() -> session.approvals().park(id)).isInstanceOf(CordonException.Conflict.class);
        assertThatThrownBy(() -> session.approvals().park("apr_" + "0".repeat(39)))
                .isInstanceOf(CordonException.BadInput.class);
        String record = home.store.ids().mint(IdType.RECORD);
        assertThatThrownBy(() -> session.approvals().park(record)).isInstanceOf(CordonException.BadInput.class);
    }

    @Test
    void idempotencyKey_isSpentOnce_overRestarts() {
        assertThat(session.approvals().spend("push-1")).isTrue();
        assertThat(session.approvals().spend("push-1")).isFalse();
        session.close();
        home.restart();
        session = home.router()
                .open(ME, session.info().workspace(), session.info().id());
        assertThat(session.approvals().spend("push-1")).isFalse();
        assertThat(session.approvals().spend("push-2")).isTrue();
        assertThat(session.approvals().state(id)).isEqualTo(ApprovalState.PARKED);
    }

    @Test
    void closedOrExpiredSession_hasNoApprovals() {
        home.later(HOUR);
        assertThatThrownBy(() -> move(ApprovalState.PARKED, ApprovalState.APPROVED))
                .isInstanceOf(CordonException.NotFound.class);
        assertThatThrownBy(() -> session.approvals().spend("x")).isInstanceOf(CordonException.NotFound.class);
    }
}
