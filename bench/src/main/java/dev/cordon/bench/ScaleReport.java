package dev.cordon.bench;

import dev.cordon.bench.ScaleTask.Fate;
import dev.cordon.bench.ScaleTask.Seen;
import dev.cordon.run.TaskRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds what was seen of a scale run against what its sessions keep. */
final class ScaleReport {
    private final List<Seen> seen;
    private final Map<String, KeptTask> kept;
    private final List<String> faults = new ArrayList<>();

    ScaleReport(List<Seen> seen, Path home) {
        this.seen = List.copyOf(seen);
        this.kept = KeptTask.in(home);
        seen.forEach(this::judge);
    }

    private Optional<KeptTask> of(Seen one) {
        return Optional.ofNullable(kept.get(one.task().name()));
    }

    private void judge(Seen one) {
        if (one.wrote()
                && !of(one).map(k -> k.patch().contains(one.task().work())).orElse(false)) {
            fault("LOST", one);
        }
        of(one).filter(k -> seen.stream()
                        .anyMatch(other -> !other.equals(one)
                                && k.patch().contains("+" + other.task().work())))
                .ifPresent(_ -> fault("FOREIGN WORK", one));
        of(one).filter(k -> k.task().state() == TaskRecord.State.RUNNING).ifPresent(_ -> fault("STILL RUNNING", one));
        if (!one.killed() && !endedWell(one)) {
            fault("DISTURBED", one);
        }
    }

    private boolean endedWell(Seen one) {
        return one.exit() == 0
                && of(one).map(k -> k.task().state() == TaskRecord.State.DONE
                                && k.patch().contains(one.task().wholeWork()))
                        .orElse(false);
    }

    private void fault(String kind, Seen one) {
        faults.add(kind + " " + one.task() + " exit " + one.exit() + " "
                + of(one).map(k -> k.task().state() + " " + k.task().reason()).orElse("no task") + "\n" + one.output());
    }

    /** Ids of all runs that got as far as a record. */
    List<String> runs() {
        return kept.values().stream().flatMap(k -> k.task().runs().stream()).toList();
    }

    /** Names of the tasks that a repair kept the work of. */
    List<String> snapshots() {
        return kept.values().stream()
                .filter(k -> k.task().state() == TaskRecord.State.INTERRUPTED
                        && !k.patch().isEmpty())
                .map(k -> k.task().name())
                .toList();
    }

    /** What must not have happened, each with all that is known of it. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    long lost() {
        return faults.stream().filter(fault -> fault.startsWith("LOST")).count();
    }

    @Override
    public String toString() {
        List<String> rows = new ArrayList<>(List.of("| what | count |", "|---|---|"));
        rows.add(row("started", seen.size()));
        rows.add(
                row("agents that had written", seen.stream().filter(Seen::wrote).count()));
        for (Fate fate : Fate.values()) {
            if (fate != Fate.ENDS) {
                rows.add(row(fate.words(), killed(fate)));
            }
        }
        rows.add(row("ended well", seen.stream().filter(this::endedWell).count()));
        rows.add(row(
                "nothing written down yet",
                seen.stream().filter(s -> of(s).isEmpty()).count()));
        rows.add(row("kept, and what came after was cut short", cutShort()));
        rows.add(row("failed, work kept", count(TaskRecord.State.FAILED)));
        rows.add(row("interrupted and repaired", count(TaskRecord.State.INTERRUPTED)));
        rows.add(row("repaired with a snapshot", snapshots().size()));
        rows.add(row("lost", lost()));
        rows.add(row("other faults", faults.size() - lost()));
        return String.join("\n", rows);
    }

    private long cutShort() {
        return seen.stream()
                .filter(s -> !endedWell(s))
                .filter(s -> of(s).filter(k -> k.task().state() == TaskRecord.State.DONE)
                        .isPresent())
                .count();
    }

    private long killed(Fate fate) {
        return seen.stream().filter(s -> s.killed() && s.task().fate() == fate).count();
    }

    private long count(TaskRecord.State state) {
        return kept.values().stream().filter(k -> k.task().state() == state).count();
    }

    private static String row(String what, long count) {
        return "| " + what + " | " + count + " |";
    }
}
