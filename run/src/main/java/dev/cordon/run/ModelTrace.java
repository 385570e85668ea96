package dev.cordon.run;

import dev.cordon.core.PartitionId;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.gateway.ModelCall;
import dev.cordon.gateway.ModelLog;
import dev.cordon.run.RunListener.Stage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells the run's trace of each call of a model, and of each sort of refusal once (C32, C34). Thread-safe. */
final class ModelTrace implements ModelLog {
    private final RunContext context;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

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
                                "path", call.path(),
                                "sent_sha256", call.sent(),
                                "received_sha256", call.received()));
    }

    @Override
    public void refused(Problem problem) {
        if (!refused.add(problem.code())) {
            return;
        }
        context.listener().step(Stage.AGENT, problem.toString());
        problem.citedRule().ifPresent(rule -> report(problem, rule));
        String rule = problem.citedRule().map(Rule::name).orElse("none");
        context.trace().event("model.refused", Map.of("code", problem.code(), "rule", rule), Map.of(), Map.of());
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
