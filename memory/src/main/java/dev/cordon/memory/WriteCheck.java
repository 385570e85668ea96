package dev.cordon.memory;

/** One check of the write policy. Immutable or thread-safe; takes time linear in the text. */
@FunctionalInterface
interface WriteCheck {
    Verdict check(Candidate candidate);
}
