package dev.cordon.run;

import dev.cordon.capsule.Harvest.Touched;
import java.util.List;

/** What a person wants to know of a run a week later; small, and free of the agent's own words. */
record Summary(
        String name,
        String run,
        String outcome,
        String reason,
        List<String> agent,
        List<String> files,
        List<String> checks,
        int holds,
        int approvals) {
    static Summary of(RunRecord run) {
        return new Summary(
                "summary",
                run.id(),
                run.outcome(),
                run.reason(),
                run.agent(),
                run.touched().stream().map(Touched::path).toList(),
                run.checks().stream()
                        .map(check -> check.command() + ": " + check.status())
                        .toList(),
                run.holds().size(),
                run.approvals().size());
    }
}
