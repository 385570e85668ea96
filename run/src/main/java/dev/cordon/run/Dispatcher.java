package dev.cordon.run;

import dev.cordon.capsule.Base;
import dev.cordon.capsule.Journal;
import dev.cordon.capsule.RunFolder;
import dev.cordon.core.ApprovalState;
import dev.cordon.core.CordonException;
import dev.cordon.core.IdType;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.Session;
import dev.cordon.core.ToolSpec;
import dev.cordon.core.spi.Sandbox.Access;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.tools.ActionFactory;
import dev.cordon.tools.CredentialReader;
import dev.cordon.tools.Digests;
import dev.cordon.tools.ExactAction;
import dev.cordon.tools.ParkedAction;
import dev.cordon.tools.ToolCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does an approved action, at most once, in a fresh capsule from base plus patch (C26, C28). The action is made anew
 * from what is true now; if that is not byte for byte what was approved, the approval is void. A crash after the
 * dispatch began leaves the outcome unknown, and nothing retries it.
 */
final class Dispatcher {
    private final Machine machine;
    private final Session session;
    private final RunPlan plan;
    private final CredentialReader credentials;

    /** @param plan what the task's repository and configuration say now; its agent is not used */
    Dispatcher(Machine machine, Session session, RunPlan plan, CredentialReader credentials) {
        this.machine = machine;
        this.session = session;
        this.plan = plan;
        this.credentials = credentials;
    }

    FreshCapsule.Outcome dispatch(TaskRecord task, RunRecord run, ParkedAction parked) {
        ToolCall call = requireUnchanged(task, run, parked);
        Map<String, String> secrets = credentials.variables(call.tool());
        String dispatch = machine.ids().mint(IdType.RUN);
        RunFolder folder = machine.folder().run(dispatch);
        RunTrace trace =
                new RunTrace(session, machine.ledger(), run.id(), run.lane(), machine.clock(), machine.random());
        Map<String, String> facts = new HashMap<>(folder.facts());
        facts.put("approval", parked.id());
        facts.put("session", session.scope().session().value());
        facts.put("workspace", session.scope().workspace().value());
        facts.put("user", session.scope().user().value());
        facts.put("task", task.id());
        try (Journal journal = Journal.begin(machine.folder().journals(), dispatch, facts)) {
            try {
                folder.create();
                RunContext context = new RunContext(
                        machine,
                        plan,
                        session,
                        dispatch,
                        folder,
                        journal,
                        trace,
                        RunListener.SILENT,
                        new Base(Path.of(task.baseFolder()), task.baseCommit()),
                        List.of(),
                        Optional.empty(),
                        running -> {});
                // What can fail before anything is sent comes before the action counts as begun.
                try (Boundary boundary = wayOut(context, call.tool())) {
                    return dispatched(context, run, parked, call, secrets, boundary);
                }
            } finally {
                settle(parked, folder, journal);
            }
        }
    }

    /** While the outcome is not written down, the journal stays: a repair then says that it is unknown. */
    private void settle(ParkedAction parked, RunFolder folder, Journal journal) {
        folder.delete();
        if (session.approvals().state(parked.id()) != ApprovalState.DISPATCHING) {
            journal.remove();
        }
    }

    private FreshCapsule.Outcome dispatched(
            RunContext context,
            RunRecord run,
            ParkedAction parked,
            ToolCall call,
            Map<String, String> secrets,
            @Nullable Boundary boundary) {
        Path patch = write(context.folder().path().resolve("patch"), TaskBook.artifact(session, run, "patch"));
        Path input =
                write(context.folder().path().resolve("input"), parked.input().getBytes(StandardCharsets.UTF_8));
        List<Mount> mounts = call.tool().mounts().stream()
                .map(m -> new Mount(m.path(), m.path().toString(), m.writable() ? Access.WRITE : Access.READ))
                .toList();
        Map<String, String> codes =
                Map.of("approval", parked.id(), "fingerprint", parked.action().fingerprint());
        context.trace().event("action.dispatching", codes, Map.of(), Map.of());
        session.approvals().move(parked.id(), ApprovalState.APPROVED, ApprovalState.DISPATCHING);
        FreshCapsule.Outcome outcome;
        try {
            outcome = FreshCapsule.run(
                            context,
                            "action",
                            call.command(),
                            patch,
                            environment(secrets),
                            mounts,
                            input,
                            spec -> boundary == null ? spec : boundary.around(spec))
                    .without(secrets.values());
        } catch (FreshCapsule.NotBegun e) {
            session.approvals().move(parked.id(), ApprovalState.DISPATCHING, ApprovalState.FAILED);
            throw e.why();
        } catch (RuntimeException e) {
            session.approvals().move(parked.id(), ApprovalState.DISPATCHING, ApprovalState.UNKNOWN);
            throw e;
        }
        session.approvals()
                .move(
                        parked.id(),
                        ApprovalState.DISPATCHING,
                        outcome.succeeded() ? ApprovalState.DONE : ApprovalState.FAILED);
        context.trace()
                .event(
                        "action.done",
                        Map.of("approval", parked.id(), "status", outcome.status()),
                        Map.of("exit", (long) outcome.exit(), "ms", outcome.millis()),
                        Map.of("output", outcome.output()));
        return outcome;
    }

    /** The tool's own; null where it has none, and then its capsule has no network. */
    private static @Nullable Boundary wayOut(RunContext context, ToolSpec tool) {
        return tool.egress().isEmpty() ? null : Boundary.ofTool(context, tool);
    }

    private Map<String, String> environment(Map<String, String> secrets) {
        Map<String, String> environment = new HashMap<>(secrets);
        environment.put(FreshCapsule.COMMIT, plan.taskName());
        return environment;
    }

    /** The call, if making it now gives the very action that was approved; else the approval is void. */
    private ToolCall requireUnchanged(TaskRecord task, RunRecord run, ParkedAction parked) {
        Optional<ToolSpec> tool =
                Optional.ofNullable(plan.tools().get(parked.action().tool()));
        if (tool.isPresent()) {
            ToolCall call = ToolCall.of(tool.get(), parked.action().arguments());
            ActionFactory factory = new ActionFactory(
                    session.scope(), task.id(), run.id(), task.baseCommit(), patchDigest(run), plan.policyDigest());
            ExactAction now = factory.of(call, parked.input());
            if (now.fingerprint().equals(parked.action().fingerprint())) {
                return call;
            }
        }
        ApprovalDesk.find(session, parked.id(), machine.clock().instant())
                .filter(w -> w.state() == ApprovalState.PARKED || w.state() == ApprovalState.APPROVED)
                .ifPresent(w -> session.approvals().move(parked.id(), w.state(), ApprovalState.VOID));
        throw new CordonException.Refused(Problem.of(
                Rule.C26,
                "approval-void",
                "The action is not what was parked",
                "its tool, program, mounts, patch, credential or configuration changed meanwhile",
                "let the agent ask again in a new run"));
    }

    private String patchDigest(RunRecord run) {
        return Digests.sha256(TaskBook.artifact(session, run, "patch"));
    }

    private static Path write(Path file, byte[] content) {
        try {
            return Files.write(file, content);
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "state-folder",
                            "The action's input can't be written",
                            String.valueOf(e.getMessage()),
                            "check the disk under $CORDON_HOME"),
                    e);
        }
    }
}
