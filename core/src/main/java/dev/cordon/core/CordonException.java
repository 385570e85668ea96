package dev.cordon.core;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one exception tree of Cordon. Each carries a {@link Problem}; nobody parses a message. The kind says what a
 * caller may do: mend the input, give way, look elsewhere, or stop because isolation was refused.
 */
public abstract sealed class CordonException extends RuntimeException {
    private final transient LateProblem problem;

    private CordonException(Problem problem, @Nullable Throwable cause) {
        super(problem.toString(), cause);
        this.problem = new LateProblem(problem);
    }

    private CordonException(LateProblem problem) {
        this.problem = problem;
    }

    /** The same at every call, and what the message says. */
    public Problem problem() {
        return problem.told();
    }

    /** The problem's code. Looks for nothing: for who means to try again. */
    public String code() {
        return problem.code();
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? problem.told().toString() : message;
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

        /**
         * A refusal that may be one of many tries: only the one that is reported pays for its reason.
         *
         * @param problem all of it but its {@code why}, which is left out
         * @param why looks for it, once, when the problem or the message is first read, on the thread that reads
         */
        public Conflict(Problem problem, Supplier<String> why) {
            super(new LateProblem(problem, why));
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
