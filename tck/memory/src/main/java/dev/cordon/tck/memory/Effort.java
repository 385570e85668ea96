package dev.cordon.tck.memory;

/**
 * How much is tried.
 *
 * @param seed of all that is random but owners and markers; a report names it
 * @param sessions that are open side by side in the check of interleaving
 * @param threads that use them
 * @param operations on them, over all threads
 * @param programs of the check of noninterference
 * @param steps of a program
 */
public record Effort(long seed, int sessions, int threads, int operations, int programs, int steps) {
    /** Half a minute on a store that writes to a disk; {@link #SOAK} is what has thousands. */
    public static final Effort USUAL = new Effort(1, 200, 8, 1_000, 6, 30);

    /** A look while writing an adapter. */
    public static final Effort QUICK = new Effort(1, 50, 4, 500, 4, 20);

    /** Many minutes. */
    public static final Effort SOAK = new Effort(1, 3_000, 16, 15_000, 100, 60);

    public Effort seeded(long other) {
        return new Effort(other, sessions, threads, operations, programs, steps);
    }
}
