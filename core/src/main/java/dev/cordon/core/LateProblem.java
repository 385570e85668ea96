package dev.cordon.core;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A problem whose reason is looked for when somebody first reads it, and stands from then on. Thread-safe. */
final class LateProblem {
    private final String code;
    private Problem problem;
    private @Nullable Supplier<String> why;

    LateProblem(Problem problem) {
        this.code = problem.code();
        this.problem = problem;
    }

    LateProblem(Problem problem, Supplier<String> why) {
        this(problem);
        this.why = why;
    }

    String code() {
        return code;
    }

    synchronized Problem told() {
        if (why != null) {
            problem = new Problem(code, problem.rule(), problem.what(), why.get(), problem.mend());
            why = null;
        }
        return problem;
    }
}
