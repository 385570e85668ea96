package dev.cordon.run;

import dev.cordon.capsule.Harvest.Touched;
import dev.cordon.capsule.LimitPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What became of one run, as its session's partition keeps it.
 *
 * @param limits asked for and enforced, each with its mechanism (C29)
 * @param exit the agent's exit code
 * @param ending why the agent's processes ended, as a code
 * @param touched the first of what the patch changes; {@code totals} says how much there is, and where that is more the
 *     artifact {@code names} has all
 * @param holds what a person has to look at before the patch may be used; never a secret's value
 * @param approvals ids of the parked actions
 * @param artifacts ids of what was kept, by name: {@code patch}, {@code transcript}, {@code names}
 * @param readyMillis from the start of the capsule's making until the agent ran
 */
public record RunRecord(
        String id,
        String task,
        Instant started,
        Instant ended,
        List<String> agent,
        String lane,
        String checkout,
        String sandbox,
        String base,
        List<LimitPlan.Line> limits,
        int exit,
        String ending,
        List<Touched> touched,
        int ignored,
        List<String> notTaken,
        List<CheckResult> checks,
        List<Hold> holds,
        List<String> approvals,
        Map<String, String> artifacts,
        String patchDigest,
        long outputDropped,
        long readyMillis,
        String outcome,
        String reason,
        Totals totals) {

    /** How much there is of what the record holds the beginning of. */
    public record Totals(int touched, int notTaken, int holds) {}

    @SuppressWarnings("NullAway") // records of earlier versions have no totals, and all of everything
    public RunRecord {
        totals = totals == null ? new Totals(touched.size(), notTaken.size(), holds.size()) : totals;
    }

    /** @param status {@code pass}, {@code fail}, or why it could not be run */
    public record CheckResult(String command, String status, int exit, long millis, String output) {
        public boolean passed() {
            return status.equals("pass");
        }
    }

    /** @param line in the new file, 0 where the whole file is meant */
    public record Hold(String kind, String file, int line, String rule) {
        @Override
        public String toString() {
            return kind + " " + file + (line > 0 ? ":" + line : "") + " (" + rule + ")";
        }
    }
}
