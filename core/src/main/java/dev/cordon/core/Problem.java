package dev.cordon.core;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, in the words that a person reads: a stable code for programs, the contract rule where one
 * applies, what happened, why, and how to mend it. Never carries a value that may be secret or foreign.
 *
 * @param code stable, lower-case, words joined by hyphens
 * @param rule the contract rule that refused, or null where none did
 */
public record Problem(String code, @Nullable Rule rule, String what, String why, String mend) {
    public Problem {
        Objects.requireNonNull(code);
        Objects.requireNonNull(what);
        Objects.requireNonNull(why);
        Objects.requireNonNull(mend);
    }

    /** A problem that no rule of the contract is about. */
    public static Problem of(String code, String what, String why, String mend) {
        return new Problem(code, null, what, why, mend);
    }

    /** A problem in which the contract's {@code rule} refused. */
    public static Problem of(Rule rule, String code, String what, String why, String mend) {
        return new Problem(code, rule, what, why, mend);
    }

    public Optional<Rule> citedRule() {
        return Optional.ofNullable(rule);
    }

    @Override
    public String toString() {
        return what + ": " + why + "; " + mend + (rule == null ? "" : " [" + rule + "]");
    }
}
