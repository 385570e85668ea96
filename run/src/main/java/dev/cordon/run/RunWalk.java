package dev.cordon.run;

import dev.cordon.capsule.Capsule;
import dev.cordon.capsule.Harvest;
import dev.cordon.capsule.Journal;
import dev.cordon.core.CordonException;
import dev.cordon.core.Kind;
import dev.cordon.core.KnowledgeReader;
import dev.cordon.memory.Proposals;
import dev.cordon.memory.Scratch;
import dev.cordon.run.RunListener.Stage;
import dev.cordon.run.RunRecord.Hold;
import dev.cordon.run.TaskRecord.State;
import dev.cordon.tools.ActionFactory;
import dev.cordon.tools.Digests;
import dev.cordon.tools.ParkedAction;
import dev.cordon.tools.PlainText;
import dev.cordon.tools.ToolGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The steps of a run in which something already stands: agent, verification, approvals, persistence. */
final class RunWalk {
    private final RunContext context;
    private final TaskRecord task;
    private final List<KnowledgeReader> collections;
    private final ToolGate gate;
    private final Consumer<Capsule.Running> onStart;

    RunWalk(RunContext context, TaskRecord task, List<KnowledgeReader> collections, Consumer<Capsule.Running> onStart) {
        this.context = context;
        this.collections = collections;
        this.task = task;
        this.gate = new ToolGate(context.plan().lane(), context.plan().tools());
        this.onStart = onStart;
    }

    RunSupervisor.Outcome walk(Instant started) {
        AgentStage stage = new AgentStage(context, gate, onStart);
        long begin = System.nanoTime();
        try (Boundary boundary = Boundary.ofLane(context, RunMemory.of(context, task, collections));
                AgentIo io = AgentIo.of(context.plan().streams(), context);
                Capsule capsule = stage.prepare(io.streams(), boundary)) {
            AgentStage.Result agent = stage.run(capsule, io, begin);
            // Nobody is left to use it, and what was asked of it belongs to the trace before the verdict.
            boundary.end();
            RunSupervisor.Outcome outcome = judge(agent, started);
            capsule.letFilesGo();
            return outcome;
        }
    }

    private RunSupervisor.Outcome judge(AgentStage.Result agent, Instant started) {
        tellAgent(agent);
        boolean agentFailed = agent.exit() != 0 || agent.ending() != Capsule.Ending.BY_ITSELF;
        boolean tooLarge = size(agent.harvest().patch()) > Artifacts.MOST_IN_MEMORY;
        List<String> checks =
                agentFailed || tooLarge ? List.of() : context.plan().checks();
        Verification.Verdict verdict = new Verification(context).of(agent.harvest(), checks);
        String reason = agentFailed
                ? agentReason(agent)
                : tooLarge ? Artifacts.TOO_LARGE : verdict.checksPassed() ? "" : "check";
        String digest = digest(agent.harvest().patch());
        List<String> approvals = reason.isEmpty() ? park(verdict.holds(), digest) : List.of();
        State state = !reason.isEmpty() ? State.FAILED : approvals.isEmpty() ? State.DONE : State.HELD;
        return persist(agent, verdict, approvals, digest, state, reason, started);
    }

    private void tellAgent(AgentStage.Result agent) {
        context.listener().step(Stage.AGENT, "touched files: " + shown(agent.harvest()));
        if (agent.exit() != 0 || agent.ending() != Capsule.Ending.BY_ITSELF) {
            context.listener()
                    .step(
                            Stage.AGENT,
                            "ended with exit " + agent.exit() + " ("
                                    + agent.ending().reason() + ")");
        }
        if (agent.outputDropped() > 0) {
            context.listener()
                    .step(Stage.AGENT, "output past the limit was not kept: " + agent.outputDropped() + " bytes");
        }
        HarvestNames.of(agent.harvest())
                .notTaken()
                .lines(PlainText::of)
                .forEach(line -> context.listener().step(Stage.AGENT, "left behind: " + line));
    }

    private static String shown(Harvest harvest) {
        List<String> first = harvest.touched().stream()
                .limit(8)
                .map(t -> PlainText.of(t.path()))
                .toList();
        int more = harvest.touched().size() - first.size();
        return first.isEmpty() ? "none" : String.join(", ", first) + (more > 0 ? " and " + more + " more" : "");
    }

    private static String agentReason(AgentStage.Result agent) {
        return agent.ending() == Capsule.Ending.BY_ITSELF
                ? "agent"
                : agent.ending().reason();
    }

    /** Parks the release of a held patch first, then each action that was asked for. */
    private List<String> park(List<Hold> holds, String digest) {
        List<String> ids = new ArrayList<>();
        ActionFactory factory = new ActionFactory(
                context.session().scope(),
                task.id(),
                context.run(),
                context.base().commit(),
                digest,
                context.plan().policyDigest());
        if (!holds.isEmpty()) {
            String why = Excerpt.of(holds, Hold::toString).lines(Hold::toString).collect(Collectors.joining("; "));
            ids.add(park(ParkedAction.Kind.RELEASE, factory.release(), why, ""));
        }
        for (ToolGate.Requested requested : gate.requests()) {
            parkAction(factory, requested).ifPresent(ids::add);
        }
        return ids;
    }

    /** A tool whose program is not there is told of and left out: the agent's work must not suffer for it. */
    private Optional<String> parkAction(ActionFactory factory, ToolGate.Requested requested) {
        String tool = requested.call().tool().name();
        try {
            String id = park(
                    ParkedAction.Kind.DISPATCH,
                    factory.of(requested.call(), requested.input()),
                    "external action",
                    requested.input());
            context.listener().step(Stage.VERIFY, "external action " + tool + " … HOLD (approval " + id + ")");
            return Optional.of(id);
        } catch (CordonException.BadInput e) {
            context.trace().event("action.refused", Map.of("code", e.problem().code()), Map.of(), Map.of("tool", tool));
            context.listener().step(Stage.VERIFY, "external action " + tool + " … REFUSED: " + e.problem());
            return Optional.empty();
        }
    }

    private String park(ParkedAction.Kind kind, dev.cordon.tools.ExactAction action, String reason, String input) {
        ParkedAction parked = ApprovalDesk.park(
                context.session(),
                context.machine().ids(),
                kind,
                action,
                reason,
                input,
                context.trace().now(),
                context.plan().approvalValidity(),
                context.trace().author());
        context.trace()
                .event(
                        "action.parked",
                        Map.of("approval", parked.id(), "fingerprint", action.fingerprint()),
                        Map.of(),
                        Map.of("tool", action.tool(), "reason", reason));
        return parked.id();
    }

    private RunSupervisor.Outcome persist(
            AgentStage.Result agent,
            Verification.Verdict verdict,
            List<String> approvals,
            String digest,
            State state,
            String reason,
            Instant started) {
        Map<String, String> artifacts = new HashMap<>();
        artifacts.put(
                "patch",
                Artifacts.save(
                        context.session(),
                        "patch",
                        agent.harvest().patch(),
                        context.trace().author()));
        artifacts.put(
                "transcript",
                Artifacts.save(
                        context.session(),
                        "transcript",
                        agent.output(),
                        context.trace().author()));
        HarvestNames names = HarvestNames.of(agent.harvest());
        names.saveAll(context.session(), agent.harvest(), context.trace().author())
                .ifPresent(id -> artifacts.put("names", id));
        RunRecord record = new RunRecord(
                context.run(),
                task.id(),
                started,
                context.trace().now(),
                context.plan().agent(),
                context.plan().lane().name(),
                context.plan().checkout().word(),
                context.machine().capsules().sandbox().level(),
                context.base().commit(),
                agent.limits().lines(),
                agent.exit(),
                agent.ending().reason(),
                names.touched().first(),
                agent.harvest().ignored(),
                names.notTaken().first(),
                verdict.checks(),
                verdict.holds(),
                approvals,
                artifacts,
                digest,
                agent.outputDropped(),
                agent.readyMillis(),
                state.name().toLowerCase(java.util.Locale.ROOT),
                reason,
                new RunRecord.Totals(names.touched().all(), names.notTaken().all(), verdict.held()));
        context.session()
                .append(
                        Kind.ARTIFACT,
                        Json.write(Summary.of(record)),
                        context.trace().author());
        TaskBook.save(context.session(), record, context.trace().author());
        if (state == State.HELD) {
            context.base().use(task.id());
        }
        if (state == State.DONE) {
            Scratch.end(context.session(), task.id(), context.trace().author());
        }
        TaskRecord ended = TaskBook.save(
                context.session(),
                task.in(state, reason)
                        .withRelease(state != State.FAILED && verdict.holds().isEmpty()),
                context.trace().author());
        context.session().anchor();
        context.trace()
                .event(
                        "run.ended",
                        Map.of("outcome", record.outcome(), "reason", reason.isEmpty() ? "none" : reason),
                        Map.of(),
                        Map.of("artifacts", artifacts.keySet(), "approvals", approvals));
        context.journal().append(Journal.Step.PERSISTED, Map.of());
        context.listener()
                .step(
                        Stage.PERSIST,
                        "summary saved, patch saved, " + durable() + "; " + ending(state, reason, approvals.size()));
        return new RunSupervisor.Outcome(ended, record);
    }

    /** What the run would have outlive its session: that is a person's to accept (C7). */
    private String durable() {
        long proposed = new Proposals(context.session())
                .all().stream()
                        .filter(proposal -> proposal.isOpen()
                                && context.run()
                                        .equals(proposal.provenance().author().run()))
                        .count();
        return proposed == 0 ? "durable memory skipped" : "durable memory: " + proposed + " proposed";
    }

    private static String ending(State state, String reason, int approvals) {
        return switch (state) {
            case HELD -> "task held, " + approvals + (approvals == 1 ? " approval pending" : " approvals pending");
            case FAILED -> "task failed (" + reason + ")";
            default -> "task done";
        };
    }

    private static long size(Path patch) {
        try {
            return Files.size(patch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(Path patch) {
        try {
            return Digests.sha256(patch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
