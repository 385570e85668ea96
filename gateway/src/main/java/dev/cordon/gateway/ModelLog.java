package dev.cordon.gateway;

import dev.cordon.core.Problem;

/** Hears of every call and every refusal before the agent sees their end. Called from many threads. */
public interface ModelLog {
    void called(ModelCall call);

    /** Something was asked that a rule forbids, or, where the problem cites none, that is not there. */
    void refused(Problem problem);
}
