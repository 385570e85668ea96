package dev.cordon.run;

import dev.cordon.capsule.Base;
import dev.cordon.capsule.Capsule;
import dev.cordon.capsule.Checkout;
import dev.cordon.capsule.Journal;
import dev.cordon.capsule.RunFolder;
import dev.cordon.capsule.WorktreeEntry;
import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.IdType;
import dev.cordon.core.KnowledgeReader;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.Scope;
import dev.cordon.core.Session;
import dev.cordon.core.SessionRouter;
import dev.cordon.run.RunListener.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Walks one run from an open session to its teardown: capsule, agent, verification, approvals, persistence. Whatever
 * happens on the way, the capsule and its files are gone when {@link #run} returns or throws (C30), and what the agent
 * changed is in the session. One supervisor per run; {@link #stop} may be called from any thread.
 */
public final class RunSupervisor {
    /** The first event of a run's trace; its detail says what was to be run. */
    static final String STARTED = "run.started";

    private final Machine machine;
    private final SessionRouter router;
    private final Credential credential;
    private final Session session;
    private final RunPlan plan;
    private final RunListener listener;
    private final Optional<Continuation> continues;
    private final String run;
    private final String task;
    private final AtomicReference<Optional<Capsule.Running>> running = new AtomicReference<>(Optional.empty());
    private volatile boolean stopped;

    /** @param session open for writing; stays the caller's to close */
    public RunSupervisor(
            Machine machine,
            SessionRouter router,
            Credential credential,
            Session session,
            RunPlan plan,
            RunListener listener) {
        this(machine, router, credential, session, plan, listener, Optional.empty());
    }

    /** @param continues a task of {@code session}, whose name is the plan's; empty for a new one */
    public RunSupervisor(
            Machine machine,
            SessionRouter router,
            Credential credential,
            Session session,
            RunPlan plan,
            RunListener listener,
            Optional<Continuation> continues) {
        this.machine = machine;
        this.router = router;
        this.credential = credential;
        this.session = session;
        this.plan = plan;
        this.listener = listener;
        this.continues = continues;
        this.run = machine.ids().mint(IdType.RUN);
        this.task =
                continues.map(c -> c.task().id()).orElseGet(() -> machine.ids().mint(IdType.TASK));
    }

    /** How a run ended. */
    public record Outcome(TaskRecord task, RunRecord run) {}

    public String runId() {
        return run;
    }

    /** Ends the agent; the run then ends as stopped, with what it changed kept. */
    public void stop() {
        stopped = true;
        running.get().ifPresent(agent -> agent.stop(Capsule.Ending.STOPPED));
    }

    /**
     * Does the run.
     *
     * @throws dev.cordon.core.CordonException when it could not start or a step failed; nothing is left behind then
     */
    public Outcome run() {
        // Refusals that need nothing made come first.
        machine.capsules().plan(plan.limits());
        new CacheCheck(machine.folder().home(), plan.repository().folder())
                .require(plan.lane().caches());
        String commit = commit();
        RunFolder folder = machine.folder().run(run);
        try (Journal journal = Journal.begin(machine.folder().journals(), run, facts(folder), listener::durable)) {
            TaskRecord record = enter(journal);
            listener.step(Stage.ROUTER, scopeLine());
            Outcome outcome;
            try {
                outcome = supervised(record, commit, folder, journal);
            } catch (RuntimeException e) {
                failed(record, folder, journal, e);
                throw e;
            }
            settle(folder, journal);
            return outcome;
        }
    }

    /** What the lane mounts, to be read only (C12). */
    private List<KnowledgeReader> collections() {
        return plan.lane().collections().stream()
                .map(name -> router.mount(credential, name))
                .toList();
    }

    /** Writes the task down; where that fails, such as for a name that is taken, there is no run. */
    private TaskRecord enter(Journal journal) {
        try {
            TaskRecord record = continues.map(this::goOn).orElseGet(() -> TaskBook.begin(session, draft(), author()));
            router.directory(credential).putTask(task, indexEntry(), author());
            return record;
        } catch (RuntimeException e) {
            journal.remove();
            throw e;
        }
    }

    /** Approvals that still wait are for the patch as it was: this run makes another (C26). */
    private TaskRecord goOn(Continuation continuation) {
        ApprovalDesk.voidAll(session, task, machine.clock().instant());
        return TaskBook.save(session, continuation.task().continuedBy(run), author());
    }

    private void settle(RunFolder folder, Journal journal) {
        worktree(folder).ifPresent(WorktreeEntry::remove);
        folder.delete();
        machine.bases().release(run);
        journal.remove();
    }

    /**
     * A step failed. Where the agent's files are still there, they hold work that was kept nowhere: journal and base stay
     * with them, and the next command repairs as after a crash (C18, C30).
     */
    private void failed(TaskRecord record, RunFolder folder, Journal journal, RuntimeException cause) {
        if (Files.exists(folder.path().resolve(AgentStage.CAPSULE))) {
            listener.step(Stage.REPAIR, "what the agent changed is still on disk; the next command keeps it");
            return;
        }
        try {
            TaskBook.save(session, record.in(TaskRecord.State.FAILED, reason(cause)), author());
            settle(folder, journal);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private Outcome supervised(TaskRecord record, String commit, RunFolder folder, Journal journal) {
        folder.create();
        worktree(folder).ifPresent(entry -> entry.add(commit, "cordon task " + plan.taskName()));
        Base base = borrow(commit);
        RunTrace trace =
                new RunTrace(session, machine.ledger(), run, plan.lane().name(), machine.clock(), machine.random());
        RunContext context = new RunContext(
                machine,
                plan,
                session,
                run,
                folder,
                journal,
                trace,
                listener,
                base,
                List.of(),
                continues,
                this::started);
        trace.event(
                STARTED,
                Map.of("checkout", plan.checkout().word()),
                Map.of(),
                Map.of(
                        "agent",
                        plan.agent(),
                        "lane",
                        plan.lane(),
                        "task",
                        plan.taskName(),
                        "base",
                        base.commit(),
                        "limits",
                        plan.limits().requested()));
        TaskRecord started =
                TaskBook.save(session, record.from(base.commit(), base.folder().toString()), trace.author());
        // A held task held on to the base; from here on it is this run that does.
        continues.ifPresent(_ -> TaskDesk.letGo(started));
        return new RunWalk(context.on(Preparation.layers(context)), started, collections(), this::started)
                .walk(trace.now());
    }

    private void started(Capsule.Running agent) {
        running.set(Optional.of(agent));
        if (stopped) {
            agent.stop(Capsule.Ending.STOPPED);
        }
    }

    /** A base with uncommitted changes in it is a commit of nobody's repository: it is there, or it is not. */
    private String commit() {
        return continues
                .map(c -> c.task().baseCommit())
                .map(base -> machine.bases().has(owner(), workspace(), base) ? base : ofRepository(base))
                .orElseGet(() -> plan.repository().commit(plan.baseRef()));
    }

    private String ofRepository(String base) {
        if (!plan.repository().has(base)) {
            throw new CordonException.NotFound(Problem.of(
                    Rule.C30,
                    "base-gone",
                    "The task '" + plan.taskName() + "' is not resumed",
                    "the commit that it starts from is no longer there; one with uncommitted changes in it is kept only"
                            + " while a run or a held task uses it",
                    "its change so far is kept: cordon task diff " + plan.taskName()));
        }
        return base;
    }

    private String owner() {
        return StateFolder.owner(session.scope().tenant(), session.scope().user());
    }

    private String workspace() {
        return session.scope().workspace().value();
    }

    private Base borrow(String commit) {
        return plan.includeDirty()
                ? machine.bases().borrowDirty(owner(), workspace(), plan.repository(), commit, run, listener::progress)
                : machine.bases().borrow(owner(), workspace(), plan.repository(), commit, run, listener::progress);
    }

    private TaskRecord draft() {
        Instant now = machine.clock().instant();
        return new TaskRecord(
                task,
                plan.taskName(),
                now,
                TaskRecord.State.RUNNING,
                "",
                plan.repository().folder().toString(),
                "",
                "",
                plan.lane().name(),
                List.of(run),
                false);
    }

    /** What a repair has to know, should this process die. */
    private Map<String, String> facts(RunFolder folder) {
        Scope scope = session.scope();
        Map<String, String> facts = new HashMap<>(folder.facts());
        worktree(folder).map(WorktreeEntry::facts).ifPresent(facts::putAll);
        facts.put("checkout", plan.checkout().word());
        facts.put("sandbox", machine.capsules().sandbox().level());
        facts.put("run", run);
        facts.put("task", task);
        facts.put("session", scope.session().value());
        facts.put("workspace", scope.workspace().value());
        facts.put("user", scope.user().value());
        facts.put("pid", Long.toString(ProcessHandle.current().pid()));
        return facts;
    }

    private Optional<WorktreeEntry> worktree(RunFolder folder) {
        return plan.checkout() == Checkout.WORKTREE
                ? Optional.of(new WorktreeEntry(
                        plan.repository().folder(), folder.path().resolve("worktree")))
                : Optional.empty();
    }

    private Bytes indexEntry() {
        return Json.write(Map.of(
                "name", plan.taskName(), "session", session.scope().session().value()));
    }

    private String scopeLine() {
        Scope scope = session.scope();
        return "scope=user:" + scope.user().value() + " session="
                + scope.session().value() + " lane=" + plan.lane().name();
    }

    private Author author() {
        return Author.policy("cordon").inRun(plan.lane().name(), run);
    }

    private static String reason(RuntimeException e) {
        return e instanceof CordonException cordon ? cordon.problem().code() : "internal-error";
    }

    /** Where the run's output grows while it lives, for whoever follows it. */
    public static Path liveOutput(RunFolder folder) {
        return folder.path().resolve("output.log");
    }
}
