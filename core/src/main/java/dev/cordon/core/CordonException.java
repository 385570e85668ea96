package dev.cordon.core;

import org.jspecify.annotations.Nullable;

/**
 * The one exception tree of Cordon. Each carries a {@link Problem}; nobody parses a message. The kind says what a
 * caller may do: mend the input, give way, look elsewhere, or stop because isolation was refused.
 */
public abstract sealed class CordonException extends RuntimeException {
    private final transient Problem problem;

    private CordonException(Problem problem, @Nullable Throwable cause) {
        super(problem.toString(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    /** The caller's input can't be used as it is. */
    public static final class BadInput extends CordonException {
        public BadInput(Problem problem) {
            super(problem, null);
        }

        public BadInput(Problem problem, Throwable cause) {
            super(problem, cause);
        }
    }

    /** Isolation refused: going on would break the rule that the problem cites. */
    public static final class Refused extends CordonException {
        public Refused(Problem problem) {
            super(problem, null);
        }

        public Refused(Problem problem, Throwable cause) {
            super(problem, cause);
        }
    }

    /** Not in this scope: foreign, expired, erased and never existing alike (C3). */
    public static final class NotFound extends CordonException {
        public NotFound(Problem problem) {
            super(problem, null);
        }
    }

    /** Somebody else holds it, or it changed meanwhile; a later try may succeed. */
    public static final class Conflict extends CordonException {
        public Conflict(Problem problem) {
            super(problem, null);
        }
    }

    /** Stored bytes are not what was written: damaged, replaced, rolled back or under another key (C11). */
    public static final class Damaged extends CordonException {
        public Damaged(Problem problem) {
            super(problem, null);
        }

        public Damaged(Problem problem, Throwable cause) {
            super(problem, cause);
        }
    }

    /** The machine lacks something: a program, a permission, space, an engine. */
    public static final class Unavailable extends CordonException {
        public Unavailable(Problem problem) {
            super(problem, null);
        }

        public Unavailable(Problem problem, Throwable cause) {
            super(problem, cause);
        }
    }
}
