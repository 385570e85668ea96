package dev.cordon.core.spi;

import java.util.List;

/** What a guard found. "Clean", "not tested" and "detector down" are three answers (C33). */
public sealed interface GuardVerdict {
    /** All of it was looked at, and nothing found. */
    record Clean() implements GuardVerdict {}

    /** Something was found; at least one. */
    record Findings(List<GuardFinding> list) implements GuardVerdict {
        public Findings {
            list = List.copyOf(list);
            if (list.isEmpty()) {
                throw new IllegalArgumentException("no finding is another answer");
            }
        }
    }

    /** Not looked at, because a rule says so; {@code why} tells which. */
    record Untested(String why) implements GuardVerdict {}

    /** The detector couldn't do its work. Whatever asked for the check must fail closed. */
    record Unavailable(String why) implements GuardVerdict {}
}
