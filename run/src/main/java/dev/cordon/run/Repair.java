package dev.cordon.run;

import dev.cordon.capsule.DeadRun;
import dev.cordon.capsule.Harvest;
import dev.cordon.capsule.Journal;
import dev.cordon.core.ApprovalState;
import dev.cordon.core.Author;
import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.Session;
import dev.cordon.core.SessionId;
import dev.cordon.core.SessionRouter;
import dev.cordon.core.WorkspaceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finishes what runs of this user left that died with their supervisor (C30): ends their processes, snapshots work that
 * was never exported, marks the task interrupted, and removes the rest. Runs of others are left for their owners: this
 * is no place that may see more than one user's sessions.
 */
public final class Repair {
    private final Machine machine;
    private final SessionRouter router;
    private final Credential credential;

    public Repair(Machine machine, SessionRouter router, Credential credential) {
        this.machine = machine;
        this.router = router;
        this.credential = credential;
    }

    /** Repairs what can be repaired now; answers a line for each run, empty when nothing was broken. */
    public List<String> run() {
        List<String> lines = new ArrayList<>();
        String user = router.verify(credential).user().value();
        for (DeadRun dead : DeadRun.in(machine.folder().journals())) {
            try (dead) {
                // A journal without its first entry was begun and made nothing.
                if (dead.facts().isEmpty()) {
                    dead.remove(machine.bases());
                } else if (dead.fact("user").equals(user)) {
                    lines.add(repairOrTell(dead));
                }
            }
        }
        return lines;
    }

    /** One that can't be repaired now, such as one whose session is in use, must not keep the others from it. */
    private String repairOrTell(DeadRun dead) {
        try {
            return repair(dead);
        } catch (CordonException e) {
            return "run " + dead.run() + " died and waits for its repair: "
                    + e.problem().why();
        } catch (RuntimeException | OutOfMemoryError e) {
            // What a capsule left may be larger or stranger than this command can hold.
            return "run " + dead.run() + " died and waits for its repair, which failed: " + e;
        }
    }

    private String repair(DeadRun dead) {
        dead.stop();
        Optional<Session> session = open(dead);
        if (session.isEmpty()) {
            dead.remove(machine.bases());
            return "run " + dead.run() + " died; its session is gone, so all it left was removed";
        }
        try (Session open = session.get()) {
            String line = dead.facts().containsKey("approval") ? dispatchDied(dead, open) : snapshot(dead, open);
            dead.remove(machine.bases());
            return line;
        }
    }

    private Optional<Session> open(DeadRun dead) {
        try {
            return Optional.of(router.open(
                    credential, new WorkspaceId(dead.fact("workspace")), new SessionId(dead.fact("session"))));
        } catch (CordonException.NotFound e) {
            return Optional.empty();
        }
    }

    private String dispatchDied(DeadRun dead, Session session) {
        String line = unknownOutcome(dead, session);
        String person = session.scope().user().value();
        TaskBook.named(session, dead.fact("task"))
                .ifPresent(task -> new TaskDesk(machine, session, person).settle(task));
        return line;
    }

    /** A dispatch was under way: nobody knows what it did, and a person has to look (C26). */
    private String unknownOutcome(DeadRun dead, Session session) {
        String approval = dead.fact("approval");
        if (session.approvals()
                .find(approval)
                .filter(state -> state == ApprovalState.DISPATCHING)
                .isPresent()) {
            session.approvals().move(approval, ApprovalState.DISPATCHING, ApprovalState.UNKNOWN);
            return "the action of approval " + approval
                    + " was under way when its process died; its outcome is unknown and it is not retried: look at its target";
        }
        return "an action of approval " + approval + " had not begun when its process died; it can be approved again";
    }

    private String snapshot(DeadRun dead, Session session) {
        Optional<TaskRecord> task = TaskBook.named(session, dead.fact("task"));
        // An agent that never began changed nothing; what an earlier run of its task left stays the newest.
        Optional<Harvest> harvest = dead.waitsFor(AgentStage.CAPSULE, Continuation.PENDING)
                ? Optional.empty()
                : dead.harvest(AgentStage.CAPSULE);
        if (task.isEmpty()) {
            return "run " + dead.run() + " died before it began; it had made nothing";
        }
        boolean kept = TaskBook.run(session, dead.run()).isPresent() || harvest.isEmpty();
        boolean settled = task.get().state().isOver() || task.get().state() == TaskRecord.State.HELD;
        if (settled && kept) {
            return "run " + dead.run() + " had ended when its process died; what was left of its capsule was removed";
        }
        return interrupted(dead, session, task.get(), kept ? Optional.empty() : harvest);
    }

    private String interrupted(DeadRun dead, Session session, TaskRecord task, Optional<Harvest> harvest) {
        Author author = Author.policy("repair").inRun(task.lane(), dead.run());
        String kept = harvest.map(h -> keep(session, dead, task, h, author))
                .orElse(
                        TaskBook.run(session, dead.run()).isPresent()
                                ? "its work is kept: cordon task diff " + task.name()
                                : "it had changed nothing yet");
        ApprovalDesk.voidAll(session, task.id(), machine.clock().instant());
        // A task that a person ended meanwhile stays ended; its work is kept all the same.
        if (!task.state().isOver()) {
            TaskBook.save(session, task.in(TaskRecord.State.INTERRUPTED, "supervisor-died"), author);
        }
        new RunTrace(session, machine.ledger(), dead.run(), task.lane(), machine.clock(), machine.random())
                .event(
                        "run.repaired",
                        Map.of("after", dead.lastStep().map(Journal.Step::name).orElse("BEGIN")),
                        Map.of(),
                        Map.of());
        return "task '" + task.name() + "' was interrupted after step "
                + dead.lastStep()
                        .map(s -> s.name().toLowerCase(java.util.Locale.ROOT))
                        .orElse("begin") + "; " + kept + "; its capsule was removed";
    }

    private String keep(Session session, DeadRun dead, TaskRecord task, Harvest harvest, Author author) {
        Map<String, String> artifacts = new HashMap<>();
        // A repair that failed further on kept it already; once more each time would fill the session.
        artifacts.put(
                "patch",
                Artifacts.find(session, "patch", harvest.patch(), dead.run())
                        .orElseGet(() -> Artifacts.save(session, "patch", harvest.patch(), author)));
        HarvestNames names = HarvestNames.of(harvest);
        names.saveAll(session, harvest, author).ifPresent(id -> artifacts.put("names", id));
        RunRecord record = new RunRecord(
                dead.run(),
                task.id(),
                task.created(),
                machine.clock().instant(),
                List.of(),
                task.lane(),
                dead.fact("checkout"),
                dead.fact("sandbox"),
                task.baseCommit(),
                List.of(),
                -1,
                "interrupted",
                names.touched().first(),
                harvest.ignored(),
                names.notTaken().first(),
                List.of(),
                List.of(),
                List.of(),
                artifacts,
                "",
                0,
                0,
                "interrupted",
                "supervisor-died",
                new RunRecord.Totals(names.touched().all(), names.notTaken().all(), 0));
        TaskBook.save(session, record, author);
        return "its " + harvest.touched().size() + " changed files are kept: cordon task diff " + task.name();
    }
}
