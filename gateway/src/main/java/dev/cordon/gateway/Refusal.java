package dev.cordon.gateway;

import dev.cordon.core.Problem;
import dev.cordon.core.Rule;

/** Why a request's content does not pass. */
enum Refusal {
    HANDLE(Problem.of(
            Rule.C23,
            "shared-handle",
            "A request to a model named something that the provider keeps",
            "responses, conversations, files, containers and stored prompts lie under the provider's key, where other runs' lie too",
            "send the whole conversation, with files in it as data")),
    ADDRESS(Problem.of(
            Rule.C25,
            "remote-content",
            "A request to a model named an address for the provider to fetch from",
            "that would be a way out which the lane does not name",
            "fetch it in the capsule, by a way out of the lane, and send it as data")),
    TOOL(Problem.of(
            Rule.C25,
            "hosted-tool",
            "A request to a model offered a tool that the provider carries out",
            "it would reach hosts that the lane does not name, or state that other runs share",
            "offer tools that the agent carries out in its capsule")),
    AMBIGUOUS(Problem.of(
            Rule.C33,
            "request-ambiguous",
            "A request to a model can be read in two ways",
            "two fields of one object differ in their case only, and servers differ in which one they take",
            "leave one of them out")),
    OTHER_MODEL(Problem.of(
            Rule.C32,
            "other-models",
            "A request to a model named further ones to fall back to",
            "a call is of one model, so that the record can say which",
            "name one model"));

    private final Problem problem;

    Refusal(Problem problem) {
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
