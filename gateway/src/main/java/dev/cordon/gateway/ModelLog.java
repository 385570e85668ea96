package dev.cordon.gateway;

import dev.cordon.core.Problem;

/** Hears of every call and every refusal before the agent sees their end. Called from many threads. */
public interface ModelLog {
    void called(ModelCall call);

    /**
     * A request went on without a part of it.
     *
     * @param code of a closed set: {@code hosted-tool-left-out} for a tool that the provider would carry out and agents
     *     offer unasked, {@code store-off} where the provider would have kept the answer
     */
    void changed(String code);

    /** A provider's key can't be read; the agent is told no more than that. */
    void keyMissing(Problem problem);

    /** Something was asked that a rule forbids, or, where the problem cites none, that is not there. */
    void refused(Problem problem);

    /**
     * A model was asked for that nobody configured.
     *
     * @param model as the request named it, in at most 200 characters
     */
    void unknown(Problem problem, String model);
}
