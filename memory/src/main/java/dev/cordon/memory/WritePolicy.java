package dev.cordon.memory;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The checks that every text passes on its way into memory, in order: what can't be stored at all, how much there may
 * be, secrets, then signs of poisoning, which see the text as it will be stored. A refusal ends the walk.
 */
final class WritePolicy {
    private final List<WriteCheck> checks;

    WritePolicy(List<WriteCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    /** What is to be written. */
    record Outcome(String text, List<String> redacted, Set<Mark> marks) {}

    static WritePolicy of(MemorySettings settings, WriteCheck secrets) {
        return new WritePolicy(List.of(
                new ShapeCheck(),
                new SizeCheck(settings),
                secrets,
                new HiddenCharacterCheck(),
                new InstructionCheck(),
                new UntrustedCheck(),
                new ShiftCheck()));
    }

    /** @throws dev.cordon.core.CordonException if a check refuses */
    Outcome apply(Candidate candidate) {
        Candidate at = candidate;
        List<String> redacted = new ArrayList<>();
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        for (WriteCheck check : checks) {
            switch (check.check(at)) {
                case Verdict.Accepted() -> {}
                case Verdict.Redacted(String text, List<String> rules) -> {
                    at = at.with(text);
                    redacted.addAll(rules);
                }
                case Verdict.Marked(Set<Mark> found) -> marks.addAll(found);
                case Verdict.Refused refused -> throw refused.because();
            }
        }
        return new Outcome(at.text(), List.copyOf(redacted), Set.copyOf(marks));
    }
}
