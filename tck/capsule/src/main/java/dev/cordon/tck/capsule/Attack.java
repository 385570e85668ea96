package dev.cordon.tck.capsule;

/** One way to try to cross a boundary. Stateless: all state is the lab's. */
@FunctionalInterface
interface Attack {
    /** Makes the attempt; what it throws counts as untested. */
    Verdict tryIn(Lab lab) throws Exception;
}
