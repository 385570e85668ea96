package dev.cordon.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The beginning of a list that a capsule may have made as long as it liked, small enough for any record (C18, C34): at
 * most 1,000 of it, with texts of 128 Ki characters in all.
 *
 * @param all how many there are
 */
record Excerpt<T>(List<T> first, int all) {
    static final int MOST = 1000;
    private static final int MOST_CHARACTERS = 128 << 10;

    /** @param text what of an element takes space */
    static <T> Excerpt<T> of(List<T> whole, Function<? super T, String> text) {
        List<T> first = new ArrayList<>();
        int left = MOST_CHARACTERS;
        for (T each : whole) {
            left -= text.apply(each).length();
            if (first.size() == MOST || left < 0) {
                break;
            }
            first.add(each);
        }
        return new Excerpt<>(List.copyOf(first), whole.size());
    }

    boolean isCut() {
        return first.size() < all;
    }

    /** Lines for a person, with a last one that says how many more there are. */
    Stream<String> lines(Function<? super T, String> text) {
        Stream<String> lines = first.stream().map(text);
        return isCut() ? Stream.concat(lines, Stream.of("… and " + (all - first.size()) + " more")) : lines;
    }
}
