package dev.cordon.tck.memory;

import java.util.List;

/** What became of all checks of one memory. */
public record Report(String name, String version, List<Outcome> outcomes) {
    public Report {
        outcomes = List.copyOf(outcomes);
    }

    /** @param millis that the check took */
    public record Outcome(Check check, Finding finding, long millis) {
        @Override
        public String toString() {
            return "%s %s: %s (%s), %d ms"
                    .formatted(check.rule(), check.name(), finding.word(), finding.detail(), millis);
        }
    }

    /** The outcomes of a rule's checks. */
    public List<Outcome> of(ContractRule rule) {
        return outcomes.stream()
                .filter(outcome -> outcome.check().rule() == rule)
                .toList();
    }

    /**
     * A rule in a word: "not kept" where one check is broken, "not tested" where none could be made, else "kept", with how
     * many of its checks where some could not be made.
     */
    public String word(ContractRule rule) {
        List<Outcome> all = of(rule);
        long kept = all.stream()
                .filter(one -> one.finding() instanceof Finding.Kept)
                .count();
        if (all.stream().anyMatch(one -> one.finding() instanceof Finding.Broken)) {
            return "not kept";
        }
        return kept == 0 ? "not tested" : kept == all.size() ? "kept" : "kept, " + kept + " of " + all.size();
    }
}
