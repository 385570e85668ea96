package dev.cordon.memory;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Marks a sudden change: a text far larger than the latest ones, or one that shares no word with any of them. Both are
 * signs that somebody else's content speaks, as in memory-poisoning attacks (MINJA, arXiv 2503.03704), and no proof;
 * the thresholds are set so that the table of ordinary work in {@code ShiftCheckTest} stays unmarked. Judges only once there are
 * {@link #ENOUGH} items to compare with.
 */
final class ShiftCheck implements WriteCheck {
    /** Fewer say nothing about what is usual. */
    static final int ENOUGH = 8;
    /** How many of the latest items are looked at. */
    static final int WINDOW = 16;
    /** So many times the median is sudden, */
    private static final int TIMES = 20;
    /** and below this size nothing is large. */
    private static final int SMALL_BYTES = 4 << 10;
    /** A text of fewer words can be about anything. */
    private static final int FEW_WORDS = 12;

    @Override
    public Verdict check(Candidate candidate) {
        List<Recent> recent = candidate.standing().recent();
        if (recent.size() < ENOUGH) {
            return new Verdict.Accepted();
        }
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        if (isLarge(candidate.bytes(), recent)) {
            marks.add(Mark.VOLUME_SHIFT);
        }
        if (isElsewhere(candidate.text(), recent)) {
            marks.add(Mark.TOPIC_SHIFT);
        }
        return marks.isEmpty() ? new Verdict.Accepted() : new Verdict.Marked(marks);
    }

    private static boolean isLarge(int bytes, List<Recent> recent) {
        int[] sizes = recent.stream().mapToInt(Recent::bytes).sorted().toArray();
        return bytes > SMALL_BYTES && bytes > (long) TIMES * sizes[sizes.length / 2];
    }

    private static boolean isElsewhere(String text, List<Recent> recent) {
        Set<String> words = Recent.words(text);
        return words.size() >= FEW_WORDS
                && recent.stream().noneMatch(other -> other.words().stream().anyMatch(words::contains));
    }
}
