package dev.cordon.testing;

import java.time.Duration;

/** Waits for a condition instead of a time. */
public final class Await {
    private static final long LONGEST_PAUSE_MS = 20;

    private Await() {}

    /** Something that becomes true. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Returns as soon as the condition holds.
     *
     * @param description completes "waited in vain for …"
     * @throws AssertionError when it doesn't hold within {@code atMost}
     */
    public static void until(Duration atMost, Condition condition, String description) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        long pause = 1;
        while (!condition.holds()) {
            if (System.nanoTime() - end >= 0) {
                throw new AssertionError("waited " + atMost.toMillis() + " ms in vain for " + description);
            }
            Thread.sleep(pause);
            pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
        }
    }
}
