package dev.cordon.run;

import dev.cordon.core.ApprovalState;
import dev.cordon.core.Author;
import dev.cordon.core.CordonException;
import dev.cordon.core.Entry;
import dev.cordon.core.IdType;
import dev.cordon.core.Ids;
import dev.cordon.core.Kind;
import dev.cordon.core.Problem;
import dev.cordon.core.ReadableSession;
import dev.cordon.core.Rule;
import dev.cordon.core.Session;
import dev.cordon.tools.ExactAction;
import dev.cordon.tools.ParkedAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What waits for a person in one session (C26): the bodies lie in its partition, the states outside of it. */
public final class ApprovalDesk {
    private ApprovalDesk() {}

    /** A parked action and where it stands now. */
    public record Waiting(ParkedAction parked, ApprovalState state) {}

    /** Everything that was ever parked in this session, oldest first. What is past its time reads as void. */
    public static List<Waiting> all(ReadableSession session, Instant now) {
        return session.read(Kind.APPROVAL).stream()
                .map(entry -> waiting(session, entry, now))
                .toList();
    }

    public static Optional<Waiting> find(ReadableSession session, String id, Instant now) {
        return all(session, now).stream()
                .filter(waiting -> waiting.parked().id().equals(id))
                .findFirst();
    }

    /** What still waits for a decision about this task. */
    public static List<Waiting> pending(ReadableSession session, String task, Instant now) {
        return all(session, now).stream()
                .filter(w -> w.parked().action().task().equals(task)
                        && (w.state() == ApprovalState.PARKED || w.state() == ApprovalState.APPROVED))
                .toList();
    }

    static ParkedAction park(
            Session session,
            Ids ids,
            ParkedAction.Kind kind,
            ExactAction action,
            String reason,
            String input,
            Instant now,
            Duration validity,
            Author author) {
        ParkedAction parked =
                new ParkedAction(ids.mint(IdType.APPROVAL), kind, action, reason, input, now, now.plus(validity));
        session.append(Kind.APPROVAL, parked.id(), Json.write(parked), author);
        session.approvals().park(parked.id());
        return parked;
    }

    /** Makes every decision about this task that is not spent void: a task's grants end with it (C24). */
    static int voidAll(Session session, String task, Instant now) {
        List<Waiting> left = pending(session, task, now);
        left.forEach(waiting -> session.approvals().move(waiting.parked().id(), waiting.state(), ApprovalState.VOID));
        return left.size();
    }

    /**
     * A person says yes. The code shows that it is this action that they have seen.
     *
     * @throws CordonException.Refused when the code is another action's, or the time is over
     */
    static void approve(Session session, Waiting waiting, String code, Instant now) {
        requireFresh(waiting, now);
        if (!code.equals(waiting.parked().action().shortCode())) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C26,
                    "approval-code",
                    "The code is not this action's",
                    "an approval is for exactly what 'show' displays",
                    "read 'cordon approvals show " + waiting.parked().id() + "' and type the code that it prints"));
        }
        // One that was approved and not begun, for want of a credential or by a crash, is approved again by its code.
        if (waiting.state() == ApprovalState.PARKED) {
            session.approvals().move(waiting.parked().id(), ApprovalState.PARKED, ApprovalState.APPROVED);
        }
    }

    static void requireFresh(Waiting waiting, Instant now) {
        boolean undecided = waiting.state() == ApprovalState.VOID || isOpen(waiting.state());
        if (undecided && !now.isBefore(waiting.parked().expires())) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C26,
                    "approval-expired",
                    "This approval's time is over",
                    "it expired at " + waiting.parked().expires(),
                    "let the agent ask again in a new run"));
        }
        if (!isOpen(waiting.state())) {
            throw new CordonException.Conflict(Problem.of(
                    Rule.C26,
                    "approval-spent",
                    "This approval can't be used",
                    "it is " + waiting.state().name().toLowerCase(java.util.Locale.ROOT)
                            + ", and an approval is used once",
                    "let the agent ask again in a new run"));
        }
    }

    private static boolean isOpen(ApprovalState state) {
        return state == ApprovalState.PARKED || state == ApprovalState.APPROVED;
    }

    private static Waiting waiting(ReadableSession session, Entry entry, Instant now) {
        ParkedAction parked = Json.read(entry, ParkedAction.class);
        ApprovalState state = session.approvals().find(parked.id()).orElse(ApprovalState.VOID);
        return new Waiting(parked, isOpen(state) && !now.isBefore(parked.expires()) ? ApprovalState.VOID : state);
    }
}
