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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps a run's decisions about ways out: each that is new goes to the trace before the capsule hears of it, each repeat is
 * counted, and the counts follow when the run ends. So a capsule that asks a million times fills neither ledger nor
 * incident log (C32, C34). Refusals of one sort past a bound are counted together; they hide no other sort, no incident,
 * and nothing that was let out. Thread-safe.
 */
final class EgressTrace implements EgressLog {
    /** Refusals of one code for so many different places; further ones are counted together. */
    static final int MOST_DIFFERENT = 500;

    /** In one event of the trace, so that it stays small. */
    private static final int WAYS_PER_EVENT = 1000;

    /** A person is told of so many; the trace has the others. */
    private static final int MOST_TOLD = 5;

    private final RunContext context;
    private final Map<EgressDecision, Count> counts = new ConcurrentHashMap<>();
    private final Map<EgressCode, AtomicLong> different = new ConcurrentHashMap<>();
    private final AtomicBoolean finished = new AtomicBoolean();

    EgressTrace(RunContext context) {
        this.context = context;
    }

    private record Count(AtomicLong times, LongAdder up, LongAdder down) {
        Count() {
            this(new AtomicLong(), new LongAdder(), new LongAdder());
        }
    }

    @Override
    public void decided(EgressDecision decision) {
        EgressDecision kept = kept(decision);
        if (counted(kept).times().getAndIncrement() == 0) {
            first(kept);
        }
        if (decision.code().isIncident()) {
            report(decision.code());
        }
    }

    private Count counted(EgressDecision kept) {
        return counts.computeIfAbsent(kept, _ -> new Count());
    }

    /** The decision as it is written down. What was let out is always written as it was. */
    private EgressDecision kept(EgressDecision decision) {
        if (decision.isAllowed() || counts.containsKey(decision)) {
            return decision;
        }
        long before = different
                .computeIfAbsent(decision.code(), _ -> new AtomicLong())
                .getAndIncrement();
        return before < MOST_DIFFERENT
                ? decision
                : new EgressDecision(decision.code(), EgressProtocol.CONNECT, "(others)", 0);
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

    /** Each time: that log counts repeats by itself, and the first may have been closed in between. */
    private void report(EgressCode code) {
        context.machine()
                .incidents()
                .report(
                        Objects.requireNonNull(code.rule().orElse(Rule.C27)),
                        code.word(),
                        "a run tried a way out that its boundary refused",
                        new PartitionId.Session(context.session().scope()));
    }

    private long denied() {
        return counts.keySet().stream().filter(d -> !d.isAllowed()).count();
    }

    @Override
    public void ended(EgressDecision decision, long up, long down) {
        Count count = counted(kept(decision));
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
                        "times", e.getValue().times().get(),
                        "up", e.getValue().up().sum(),
                        "down", e.getValue().down().sum()))
                .toList();
        long allowed = counts.entrySet().stream()
                .filter(e -> e.getKey().isAllowed())
                .mapToLong(e -> e.getValue().times().get())
                .sum();
        long all = counts.values().stream().mapToLong(c -> c.times().get()).sum();
        context.trace()
                .event(
                        "egress.ended",
                        Map.of(),
                        Map.of("allowed", allowed, "denied", all - allowed),
                        Map.of("ways", lines.subList(0, Math.min(WAYS_PER_EVENT, lines.size()))));
        for (int from = WAYS_PER_EVENT; from < lines.size(); from += WAYS_PER_EVENT) {
            List<Map<String, Object>> more = lines.subList(from, Math.min(from + WAYS_PER_EVENT, lines.size()));
            context.trace().event("egress.ways", Map.of("ways", more));
        }
    }
}
