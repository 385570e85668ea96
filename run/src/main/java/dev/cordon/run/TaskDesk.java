package dev.cordon.run;

import dev.cordon.capsule.Base;
import dev.cordon.capsule.Repository;
import dev.cordon.core.ApprovalState;
import dev.cordon.core.Author;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.ReadableSession;
import dev.cordon.core.Rule;
import dev.cordon.core.Session;
import dev.cordon.memory.Scratch;
import dev.cordon.tools.CredentialReader;
import dev.cordon.tools.ParkedAction;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a person does with a task after its run: release, approve, deny, apply, end. */
public final class TaskDesk {
    private final Machine machine;
    private final Session session;
    private final String person;

    /** @param session open for writing; stays the caller's to close */
    public TaskDesk(Machine machine, Session session, String person) {
        this.machine = machine;
        this.session = session;
        this.person = person;
    }

    /** @param action the outcome of what was dispatched; empty for the release of a patch */
    public record Approved(ParkedAction parked, Optional<FreshCapsule.Outcome> action, TaskRecord task) {
        public String output() {
            return action.map(FreshCapsule.Outcome::output).orElse("");
        }

        public boolean succeeded() {
            return action.map(FreshCapsule.Outcome::succeeded).orElse(true);
        }

        public int exit() {
            return action.map(FreshCapsule.Outcome::exit).orElse(0);
        }
    }

    /**
     * Approves a parked action and does it.
     *
     * @param code what 'show' printed: proof that the person saw this action
     * @param plan what the task's repository and configuration say now
     */
    public Approved approve(String approval, String code, RunPlan plan, CredentialReader credentials) {
        Instant now = machine.clock().instant();
        ApprovalDesk.Waiting waiting = find(approval, now);
        TaskRecord task = task(waiting.parked().action().task());
        RunRecord run = TaskBook.run(session, waiting.parked().action().run()).orElseThrow(TaskDesk::unknown);
        if (waiting.parked().kind() == ParkedAction.Kind.DISPATCH && !task.released()) {
            throw new CordonException.Conflict(Problem.of(
                    Rule.C31,
                    "patch-held",
                    "The action uses a patch that is held",
                    "its release waits for a person, too",
                    "approve the release first: see 'cordon approvals list'"));
        }
        ApprovalDesk.approve(session, waiting, code, now);
        tell(run, "approval.granted", waiting.parked());
        if (waiting.parked().kind() == ParkedAction.Kind.RELEASE) {
            // Saved first: a crash in between leaves it approved, and approving it again does no harm.
            TaskRecord released = TaskBook.save(session, task.withRelease(true), author());
            session.approvals().move(approval, ApprovalState.APPROVED, ApprovalState.DISPATCHING);
            session.approvals().move(approval, ApprovalState.DISPATCHING, ApprovalState.DONE);
            return new Approved(waiting.parked(), Optional.empty(), settle(released));
        }
        try {
            FreshCapsule.Outcome outcome =
                    new Dispatcher(machine, session, plan, credentials).dispatch(task, run, waiting.parked());
            return new Approved(waiting.parked(), Optional.of(outcome), settle(task));
        } catch (RuntimeException e) {
            settle(task);
            throw e;
        }
    }

    /** Refuses a parked action for good. */
    public TaskRecord deny(String approval) {
        Instant now = machine.clock().instant();
        ApprovalDesk.Waiting waiting = find(approval, now);
        ApprovalDesk.requireFresh(waiting, now);
        session.approvals().move(approval, waiting.state(), ApprovalState.DENIED);
        TaskBook.run(session, waiting.parked().action().run())
                .ifPresent(run -> tell(run, "approval.denied", waiting.parked()));
        return settle(task(waiting.parked().action().task()));
    }

    /**
     * Applies the task's patch to the repository, wholly or not at all.
     *
     * @throws CordonException.Refused while the patch is held (C31)
     */
    public void apply(TaskRecord task, Repository repository) {
        requireReleased(task);
        RunRecord run = TaskBook.latestRecord(session, task).orElseThrow(TaskDesk::unknown);
        long bytes;
        try {
            Path file = Files.createTempFile("cordon-apply", ".patch");
            try {
                try (OutputStream out = Files.newOutputStream(file)) {
                    TaskBook.artifact(session, run, "patch", out);
                }
                bytes = Files.size(file);
                if (bytes == 0) {
                    return;
                }
                repository.apply(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "temporary-file",
                            "The patch can't be written to a temporary file",
                            String.valueOf(e.getMessage()),
                            "check the temporary folder"),
                    e);
        }
        new RunTrace(session, machine.ledger(), run.id(), run.lane(), machine.clock(), machine.random())
                .event(
                        "patch.applied",
                        Map.of(),
                        Map.of("bytes", bytes),
                        Map.of("repository", repository.folder().toString()));
    }

    /** Ends a task: what waits becomes void, its scratch is erased (C7), its base is let go. Its records stay until the session's end. */
    public TaskRecord end(TaskRecord task) {
        ApprovalDesk.voidAll(session, task.id(), machine.clock().instant());
        Scratch.end(session, task.id(), author());
        letGo(task);
        return task.state().isOver()
                ? task
                : TaskBook.save(session, task.in(TaskRecord.State.ENDED, "torn-down"), author());
    }

    /** Writes the patch of a task, as git writes it; nothing where there is none. The stream stays the caller's. */
    public static void patch(ReadableSession session, TaskRecord task, OutputStream to) throws IOException {
        Optional<RunRecord> run = TaskBook.latestRecord(session, task);
        if (run.isPresent()) {
            TaskBook.artifact(session, run.get(), "patch", to);
        }
    }

    /**
     * The patch of a task, as git writes it.
     *
     * @throws CordonException.Refused when it has more than 64 MiB
     */
    public static byte[] patch(ReadableSession session, TaskRecord task) {
        return TaskBook.latestRecord(session, task)
                .map(run -> TaskBook.artifact(session, run, "patch"))
                .orElse(new byte[0]);
    }

    /** A held task whose last decision is taken is done; one whose patch was denied has failed. */
    TaskRecord settle(TaskRecord task) {
        List<ApprovalDesk.Waiting> pending =
                ApprovalDesk.pending(session, task.id(), machine.clock().instant());
        boolean waits = task.released() ? !pending.isEmpty() : pending.stream().anyMatch(TaskDesk::isRelease);
        if (task.state() != TaskRecord.State.HELD || waits) {
            return task;
        }
        TaskRecord over =
                task.released() ? task.in(TaskRecord.State.DONE, "") : task.in(TaskRecord.State.FAILED, "denied");
        ApprovalDesk.voidAll(session, task.id(), machine.clock().instant());
        endScratch(over);
        letGo(task);
        return TaskBook.save(session, over, author());
    }

    /** One that failed may be resumed, and keeps it until then. */
    private void endScratch(TaskRecord over) {
        if (over.state() == TaskRecord.State.DONE) {
            Scratch.end(session, over.id(), author());
        }
    }

    private static boolean isRelease(ApprovalDesk.Waiting waiting) {
        return waiting.parked().kind() == ParkedAction.Kind.RELEASE;
    }

    /** Ends a task's hold on its base. */
    public static void letGo(TaskRecord task) {
        if (!task.baseFolder().isEmpty()) {
            new Base(Path.of(task.baseFolder()), task.baseCommit()).release(task.id());
        }
    }

    private static void requireReleased(TaskRecord task) {
        if (!task.released()) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C31,
                    "patch-held",
                    "The patch of '" + task.name() + "' is not applied",
                    task.state() == TaskRecord.State.HELD
                            ? "it waits for a person"
                            : "the task " + task.state().name().toLowerCase(java.util.Locale.ROOT) + " ("
                                    + task.reason() + ")",
                    "see 'cordon task show " + task.name()
                            + "' and 'cordon approvals list'; to read the patch: cordon task diff " + task.name()));
        }
    }

    private ApprovalDesk.Waiting find(String approval, Instant now) {
        return ApprovalDesk.find(session, approval, now).orElseThrow(TaskDesk::unknown);
    }

    private TaskRecord task(String id) {
        return TaskBook.named(session, id).orElseThrow(TaskDesk::unknown);
    }

    private void tell(RunRecord run, String type, ParkedAction parked) {
        new RunTrace(session, machine.ledger(), run.id(), run.lane(), machine.clock(), machine.random())
                .event(
                        type,
                        Map.of(
                                "approval",
                                parked.id(),
                                "fingerprint",
                                parked.action().fingerprint()),
                        Map.of(),
                        Map.of("person", person));
    }

    private Author author() {
        return Author.user(person);
    }

    static CordonException.NotFound unknown() {
        return new CordonException.NotFound(Problem.of(
                Rule.C3,
                "not-found",
                "There is nothing of this name here",
                "this session has none",
                "see 'cordon task list' and 'cordon approvals list'"));
    }
}
