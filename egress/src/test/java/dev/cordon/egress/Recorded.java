package dev.cordon.egress;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps every decision. */
final class Recorded implements EgressLog {
    private final List<EgressDecision> decisions = new CopyOnWriteArrayList<>();
    private final List<Ended> ended = new CopyOnWriteArrayList<>();

    record Ended(EgressDecision decision, long up, long down) {}

    @Override
    public void decided(EgressDecision decision) {
        decisions.add(decision);
    }

    @Override
    public void ended(EgressDecision decision, long up, long down) {
        ended.add(new Ended(decision, up, down));
    }

    List<EgressDecision> decisions() {
        return decisions;
    }

    List<EgressCode> codes() {
        return decisions.stream().map(EgressDecision::code).toList();
    }

    List<Ended> ends() {
        return ended;
    }
}
