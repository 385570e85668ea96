package dev.cordon.guard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds where secrets stand, to take them out. A text is scanned in the chunks of {@link TextFeed}, so that what stands
 * at a seam is seen whole in one of two.
 */
final class SecretSpans {
    private static final int CHUNK = 100_000;
    private static final int OVERLAP = 20_000;

    private SecretSpans() {}

    static List<SecretSpan> in(ChunkScan scan, String text) {
        List<Found> found = new ArrayList<>();
        for (int begin = 0; begin < text.length(); begin += CHUNK - OVERLAP) {
            int offset = begin;
            String chunk = text.substring(begin, Math.min(text.length(), begin + CHUNK));
            scan.hits("", chunk)
                    .forEach(hit -> found.add(
                            new Found(hit.rule().id(), hit.isGuess(), offset + hit.offset(), offset + hit.end())));
            if (begin + CHUNK >= text.length()) {
                break;
            }
        }
        return merged(found);
    }

    private record Found(String rule, boolean guess, int begin, int end) {}

    /** Spans that touch become one, named by a rule that knows the form before one that guesses. */
    private static List<SecretSpan> merged(List<Found> found) {
        found.sort(Comparator.comparingInt(Found::begin).thenComparing(Found::guess));
        List<Found> apart = new ArrayList<>();
        for (Found next : found) {
            if (next.end() <= next.begin()) {
                continue;
            }
            Found last = apart.isEmpty() ? null : apart.getLast();
            if (last == null || next.begin() >= last.end()) {
                apart.add(next);
            } else {
                String rule = last.guess() ? next.rule() : last.rule();
                apart.removeLast();
                apart.add(
                        new Found(rule, last.guess() && next.guess(), last.begin(), Math.max(last.end(), next.end())));
            }
        }
        return apart.stream()
                .map(one -> new SecretSpan(one.rule(), one.begin(), one.end()))
                .toList();
    }
}
