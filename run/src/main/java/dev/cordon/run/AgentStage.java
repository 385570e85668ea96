package dev.cordon.run;

import dev.cordon.capsule.Capsule;
import dev.cordon.capsule.CapsuleSpec;
import dev.cordon.capsule.Harvest;
import dev.cordon.capsule.Journal;
import dev.cordon.capsule.LimitPlan;
import dev.cordon.core.CordonException;
import dev.cordon.core.Limits.Resource;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.Sandbox.Access;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.core.spi.Sandbox.Streams;
import dev.cordon.run.RunListener.Stage;
import dev.cordon.tools.ActSocket;
import dev.cordon.tools.AgentPrograms;
import dev.cordon.tools.ToolGate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The agent's capsule: made, run, harvested and torn down. */
final class AgentStage {
    static final String CAPSULE = "agent";

    private final RunContext context;
    private final ToolGate gate;
    private final Consumer<Capsule.Running> onStart;
    private final Repeats refusals = new Repeats();

    AgentStage(RunContext context, ToolGate gate, Consumer<Capsule.Running> onStart) {
        this.context = context;
        this.gate = gate;
        this.onStart = onStart;
    }

    /** What the agent left. The patch lies in the run's folder. */
    record Result(
            int exit,
            Capsule.Ending ending,
            Harvest harvest,
            LimitPlan limits,
            long readyMillis,
            long outputDropped,
            Path output) {}

    /** Runs the agent to its end. The capsule's files stay until its owner closes it: a crash must not lose them. */
    Result run(Capsule capsule, AgentIo io, long begin) {
        Path socket = context.folder().sockets().resolve(AgentPrograms.ACT_SOCKET);
        try (ActSocket _ = ActSocket.open(socket, gate, this::requested, this::refused)) {
            List<String> agent = context.plan().agent();
            Capsule.Running running = capsule.start(context.continues().map(_ -> Continuation.APPLY), agent);
            long ready = (System.nanoTime() - begin) / 1_000_000;
            capsule.holdFiles();
            onStart.accept(running);
            tellReady(capsule, ready);
            return finish(capsule, running, io, ready);
        }
    }

    Capsule prepare(Streams streams, Boundary outside) {
        Mount boundary = new Mount(context.folder().sockets(), AgentPrograms.SOCKETS, Access.READ);
        CapsuleSpec spec =
                context.capsule(CAPSULE, context.plan().environment(), List.of(boundary), AgentPrograms.all(), streams);
        spec = spec.withHome(context.continues().map(Continuation::home).orElse(Map.of()));
        return context.machine()
                .capsules()
                .prepare(
                        Caches.ofLane(context.plan().lane()).in(outside.around(spec)),
                        context.folder().path(),
                        context.journal());
    }

    private void tellReady(Capsule capsule, long ready) {
        String level = context.machine().capsules().sandbox().level();
        context.listener()
                .step(
                        Stage.CAPSULE,
                        "checkout=" + context.plan().checkout().word() + " base="
                                + context.plan().baseRef() + " sandbox=" + level + " ready in " + ready + " ms");
        context.trace()
                .event(
                        "capsule.ready",
                        Map.of(
                                "sandbox",
                                level,
                                "checkout",
                                context.plan().checkout().word()),
                        Map.of("ready_ms", ready),
                        Map.of(
                                "base",
                                context.base().commit(),
                                "limits",
                                capsule.limits().lines()));
    }

    private Result finish(Capsule capsule, Capsule.Running running, AgentIo io, long ready) {
        Path file = context.folder().path().resolve("output.log");
        long limit = capsule.limits().lines().stream()
                .filter(line -> line.resource() == Resource.OUTPUT)
                .mapToLong(LimitPlan.Line::amount)
                .findFirst()
                .orElse(Long.MAX_VALUE);
        try (BoundedLog log = new BoundedLog(file, limit)) {
            io.begin(running.process(), log);
            Capsule.Ended ended = running.await();
            io.awaitEnd();
            refusals.tell(context.trace(), "action.refusals");
            context.journal().append(Journal.Step.EXITED, Map.of("exit", Integer.toString(ended.exit())));
            requireBegun(capsule);
            Harvest harvest = ended.harvest(context.folder().path().resolve("harvest"));
            context.journal()
                    .append(
                            Journal.Step.HARVESTED,
                            Map.of("patch", harvest.patch().toString()));
            tellExit(ended, harvest);
            return new Result(ended.exit(), ended.ending(), harvest, capsule.limits(), ready, log.dropped(), file);
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            Rule.C18,
                            "output-log",
                            "The run's output can't be kept",
                            String.valueOf(e.getMessage()),
                            "check the disk under $CORDON_HOME"),
                    e);
        }
    }

    private void tellExit(Capsule.Ended ended, Harvest harvest) {
        HarvestNames names = HarvestNames.of(harvest);
        context.trace()
                .event(
                        "agent.exited",
                        Map.of("ending", ended.ending().reason()),
                        Map.of(
                                "exit", (long) ended.exit(),
                                "touched", (long) names.touched().all(),
                                "left", (long) names.notTaken().all()),
                        Map.of(
                                "touched",
                                names.touched().first(),
                                "notTaken",
                                names.notTaken().first(),
                                "ignored",
                                harvest.ignored()));
    }

    /** An agent that never began changed nothing, and what came before it must not be lost behind that. */
    private void requireBegun(Capsule capsule) {
        if (context.continues().isPresent() && !capsule.hasBegun()) {
            capsule.letFilesGo();
            throw new CordonException.Unavailable(Problem.of(
                    Rule.C28,
                    "continuation-failed",
                    "The task's change so far can't be put in place, so the agent was not started",
                    "git refused the patch inside of the capsule; what it said stands above",
                    "the change is kept: cordon task diff " + context.plan().taskName()));
        }
    }

    private void requested(ToolGate.Requested requested) {
        context.trace()
                .event(
                        "action.requested",
                        Map.of(),
                        Map.of(),
                        Map.of(
                                "tool",
                                requested.call().tool().name(),
                                "command",
                                requested.call().command()));
    }

    /** Each is an incident, which counts its repeats; on the trace stands the first of each sort, the number of all when the agent has ended (C34). */
    private void refused(Problem problem) {
        Rule rule = problem.citedRule().orElse(Rule.C24);
        context.machine()
                .incidents()
                .report(
                        rule,
                        problem.code(),
                        "a run asked for what its lane doesn't have",
                        new dev.cordon.core.PartitionId.Session(
                                context.session().scope()));
        if (!refusals.isFirst(problem.code())) {
            return;
        }
        context.trace()
                .event("action.refused", Map.of("code", problem.code(), "rule", rule.name()), Map.of(), Map.of());
    }
}
