package dev.cordon.run;

import dev.cordon.core.PartitionId;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.gateway.ModelCall;
import dev.cordon.gateway.ModelLog;
import dev.cordon.run.RunListener.Stage;
import java.util.Map;

/**
 * Tells the run's trace of each call of a model, which the boundary bounds, and of each sort of refusal and change at its
 * first time; how often each came follows at the run's end (C32, C34). Thread-safe.
 */
final class ModelTrace implements ModelLog {
    private final RunContext context;
    private final Repeats refusals = new Repeats();
    private final Repeats changes = new Repeats();

    ModelTrace(RunContext context) {
        this.context = context;
    }

    @Override
    public void called(ModelCall call) {
        context.trace()
                .event(
                        "model.called",
                        Map.of("provider", call.provider(), "complete", Boolean.toString(call.complete())),
                        Map.of(
                                "status", (long) call.status(),
                                "sent", call.bytesSent(),
                                "received", call.bytesReceived(),
                                "ms", call.millis()),
                        Map.of(
                                "model", call.model(),
                                "method", call.method(),
                                "path", call.path(),
                                "sent_sha256", call.sent(),
                                "received_sha256", call.received()));
    }

    @Override
    public void changed(String code) {
        if (changes.isFirst(code)) {
            context.trace().event("model.changed", Map.of("code", code), Map.of(), Map.of());
        }
    }

    @Override
    public void keyMissing(Problem problem) {
        refused(problem);
    }

    /** Writes the counts down, once; to be called when nothing is asked any more. */
    void finish() {
        refusals.tell(context.trace(), "model.refusals");
        changes.tell(context.trace(), "model.changes");
    }

    @Override
    public void unknown(Problem problem, String model) {
        refused(problem, Map.of("model", model));
    }

    @Override
    public void refused(Problem problem) {
        refused(problem, Map.of());
    }

    private void refused(Problem problem, Map<String, ?> detail) {
        // Each time: that log counts repeats by itself, and the first may have been closed in between.
        problem.citedRule().ifPresent(rule -> report(problem, rule));
        if (!refusals.isFirst(problem.code())) {
            return;
        }
        context.listener().step(Stage.AGENT, problem.toString());
        String rule = problem.citedRule().map(Rule::name).orElse("none");
        context.trace().event("model.refused", Map.of("code", problem.code(), "rule", rule), Map.of(), detail);
    }

    private void report(Problem problem, Rule rule) {
        context.machine()
                .incidents()
                .report(
                        rule,
                        problem.code(),
                        "a request of a run to a model was refused",
                        new PartitionId.Session(context.session().scope()));
    }
}
