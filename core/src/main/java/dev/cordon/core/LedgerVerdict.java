package dev.cordon.core;

/** What a verification found. Only {@link Clean} is good news: "not tested" is not "clean" (C33). */
public sealed interface LedgerVerdict {
    /** Every entry is what it was when it was acknowledged. */
    record Clean(LedgerHead head) implements LedgerVerdict {}

    /**
     * The log was changed.
     *
     * @param index the first entry that is not what was acknowledged, or the first of the smallest group of entries
     *     that the checkpoints narrow it to; {@code why} says which
     * @param what {@code entry}, {@code leaf}, {@code checkpoint} or {@code log}
     */
    record Bad(long index, String what, String why) implements LedgerVerdict {}

    /** Nothing can be said: a file or the right key is missing. Counts as a failure. */
    record Inconclusive(String why) implements LedgerVerdict {}
}
