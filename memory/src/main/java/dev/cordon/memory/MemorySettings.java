package dev.cordon.memory;

import java.time.Duration;

/**
 * How long memory lives and how much of it there may be, per session. Immutable. What is written keeps the times that
 * held when it was written.
 *
 * @param idle working memory ends so long after it was last used
 * @param absolute and so long after it was written, at the latest
 * @param mostBytes of one text in UTF-8; at most {@link #MOST_TEXT_BYTES}
 * @param mostItems of one session, and of a user's durable facts in one workspace
 * @param mostTotalBytes of all texts of one session
 * @param mostPerMinute writes of one session in any 60 s
 * @param mostProposals that wait for a person at once
 * @param proposalValidity until a proposal that nobody decided on is void
 * @param maxSummaryTokens of one summary, counted as OpenAI's o200k_base counts
 */
public record MemorySettings(
        Duration idle,
        Duration absolute,
        int mostBytes,
        int mostItems,
        long mostTotalBytes,
        int mostPerMinute,
        int mostProposals,
        Duration proposalValidity,
        int maxSummaryTokens) {
    /** A record has 16 MiB with everything that belongs to it; this leaves 128 KiB for that. */
    public static final int MOST_TEXT_BYTES = (16 << 20) - (128 << 10);

    public static final MemorySettings DEFAULT = new MemorySettings(
            Duration.ofHours(24),
            Duration.ofDays(7),
            MOST_TEXT_BYTES,
            10_000,
            256L << 20,
            600,
            100,
            Duration.ofDays(7),
            1_000);

    public MemorySettings {
        positive(idle.isPositive() && absolute.isPositive() && proposalValidity.isPositive());
        positive(mostItems > 0 && mostTotalBytes > 0 && mostPerMinute > 0);
        positive(mostProposals > 0 && maxSummaryTokens > 0);
        if (mostBytes < 1 || mostBytes > MOST_TEXT_BYTES) {
            throw new IllegalArgumentException("a text has 1 to " + MOST_TEXT_BYTES + " bytes");
        }
    }

    public MemorySettings expiring(Duration afterIdle, Duration afterAll) {
        return new MemorySettings(
                afterIdle,
                afterAll,
                mostBytes,
                mostItems,
                mostTotalBytes,
                mostPerMinute,
                mostProposals,
                proposalValidity,
                maxSummaryTokens);
    }

    public MemorySettings limited(int bytes, int items, long totalBytes, int perMinute) {
        return new MemorySettings(
                idle, absolute, bytes, items, totalBytes, perMinute, mostProposals, proposalValidity, maxSummaryTokens);
    }

    public MemorySettings summarizing(int tokens) {
        return new MemorySettings(
                idle,
                absolute,
                mostBytes,
                mostItems,
                mostTotalBytes,
                mostPerMinute,
                mostProposals,
                proposalValidity,
                tokens);
    }

    private static void positive(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("times and limits of memory are more than zero");
        }
    }
}
