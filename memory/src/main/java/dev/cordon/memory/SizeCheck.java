package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;

/** Holds a text to the limits of one record, and the session to its share: items, bytes, writes a minute (C34). */
final class SizeCheck implements WriteCheck {
    private final MemorySettings settings;

    SizeCheck(MemorySettings settings) {
        this.settings = settings;
    }

    @Override
    public Verdict check(Candidate candidate) {
        Standing standing = candidate.standing();
        if (candidate.bytes() > settings.mostBytes()) {
            return new Verdict.Refused(new CordonException.BadInput(problem(
                    "memory-too-large",
                    "a text has at most " + settings.mostBytes() + " bytes",
                    "remember less of it, or raise memory.max_bytes")));
        }
        if (standing.writtenInLastMinute() >= settings.mostPerMinute()) {
            return refused(
                    "memory-too-fast",
                    "this session wrote " + settings.mostPerMinute() + " items within a minute",
                    "wait, or raise memory.max_per_minute");
        }
        if (standing.items() >= settings.mostItems()) {
            return refused(
                    "memory-full",
                    "this session remembers " + settings.mostItems() + " items already",
                    "forget some, or raise memory.max_items");
        }
        if (standing.bytes() + candidate.bytes() > settings.mostTotalBytes()) {
            return refused(
                    "memory-full",
                    "this session would remember more than " + settings.mostTotalBytes() + " bytes",
                    "forget some, or raise memory.max_total_bytes");
        }
        return new Verdict.Accepted();
    }

    private static Verdict refused(String code, String why, String mend) {
        return new Verdict.Refused(new CordonException.Conflict(problem(code, why, mend)));
    }

    private static Problem problem(String code, String why, String mend) {
        return Problem.of(Rule.C34, code, "Nothing was remembered", why, mend);
    }
}
