package dev.cordon.run;

import dev.cordon.core.PartitionId;
import dev.cordon.core.Rule;
import dev.cordon.egress.EgressCode;
import dev.cordon.egress.EgressDecision;
import dev.cordon.egress.EgressLog;
import dev.cordon.egress.EgressProtocol;
import dev.cordon.run.RunListener.Stage;
import dev.cordon.tools.PlainText;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps a run's decisions about ways out: each that is new goes to the trace before the capsule hears of it, each repeat is
 * counted, and the counts follow when the run ends. So a capsule that asks a million times fills neither ledger nor
 * incident log (C32, C34). Thread-safe.
 */
final class EgressTrace implements EgressLog {
    /** Past so many different ones, further ones are counted together. */
    private static final int MOST_DIFFERENT = 500;

    /** A person is told of so many; the trace has the others. */
    private static final int MOST_TOLD = 5;

    private static final EgressDecision OTHERS =
            new EgressDecision(EgressCode.NOT_ON_LANE, EgressProtocol.CONNECT, "(others)", 0);

    private final RunContext context;
    private final Map<EgressDecision, Count> counts = new ConcurrentHashMap<>();
    private final AtomicBoolean finished = new AtomicBoolean();

    EgressTrace(RunContext context) {
        this.context = context;
    }

    private record Count(LongAdder times, LongAdder up, LongAdder down) {
        Count() {
            this(new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    @Override
    public void decided(EgressDecision decision) {
        Count count = count(decision);
        count.times().increment();
        if (count.times().sum() == 1) {
            first(decision);
        }
    }

    private Count count(EgressDecision decision) {
        Count known = counts.get(decision);
        if (known != null) {
            return known;
        }
        boolean room = counts.size() < MOST_DIFFERENT;
        return counts.computeIfAbsent(room ? decision : OTHERS, _ -> new Count());
    }

    private void first(EgressDecision decision) {
        if (!decision.isAllowed() && denied() <= MOST_TOLD) {
            context.listener()
                    .step(
                            Stage.AGENT,
                            "way out denied: " + PlainText.of(decision.host()) + ":" + decision.port() + " ("
                                    + decision.code().word() + ")");
        }
        String rule = decision.code().rule().map(Rule::name).orElse("none");
        if (decision.code().isIncident()) {
            context.machine()
                    .incidents()
                    .report(
                            Objects.requireNonNull(decision.code().rule().orElse(Rule.C27)),
                            decision.code().word(),
                            "a run tried a way out that its boundary refused",
                            new PartitionId.Session(context.session().scope()));
        }
        context.trace()
                .event(
                        "egress.decided",
                        Map.of("code", decision.code().word(), "rule", rule),
                        Map.of("port", (long) decision.port()),
                        Map.of(
                                "host",
                                decision.host(),
                                "protocol",
                                decision.protocol().name()));
    }

    private long denied() {
        return counts.keySet().stream().filter(d -> !d.isAllowed()).count();
    }

    @Override
    public void ended(EgressDecision decision, long up, long down) {
        Count count = count(decision);
        count.up().add(up);
        count.down().add(down);
    }

    /** Writes the counts down, once; to be called when nothing decides any more. */
    void finish() {
        if (counts.isEmpty() || finished.getAndSet(true)) {
            return;
        }
        List<Map<String, Object>> lines = counts.entrySet().stream()
                .map(e -> Map.<String, Object>of(
                        "code", e.getKey().code().word(),
                        "host", e.getKey().host(),
                        "port", e.getKey().port(),
                        "times", e.getValue().times().sum(),
                        "up", e.getValue().up().sum(),
                        "down", e.getValue().down().sum()))
                .toList();
        long allowed = counts.entrySet().stream()
                .filter(e -> e.getKey().isAllowed())
                .mapToLong(e -> e.getValue().times().sum())
                .sum();
        long all = counts.values().stream().mapToLong(c -> c.times().sum()).sum();
        context.trace()
                .event(
                        "egress.ended",
                        Map.of(),
                        Map.of("allowed", allowed, "denied", all - allowed),
                        Map.of("ways", lines));
    }
}
