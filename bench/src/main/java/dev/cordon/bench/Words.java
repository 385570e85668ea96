package dev.cordon.bench;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Texts of made-up words, some frequent and most rare, as in prose; the same for the same seed. */
final class Words {
    private static final int VOCABULARY = 5_000;
    private static final String[] SYLLABLES = {
        "ka", "lo", "mi", "ren", "tu", "sa", "vel", "dor", "ni", "pas", "gri", "hol", "be", "fen", "qua", "zi"
    };

    private final Random random;

    Words(long seed) {
        this.random = new Random(seed);
    }

    /** {@code count} words in a row. */
    String text(int count) {
        return IntStream.range(0, count).mapToObj(i -> word()).collect(Collectors.joining(" "));
    }

    /** Word number n about n times as rare as the first. */
    private String word() {
        int number = (int) Math.pow(VOCABULARY, random.nextDouble());
        StringBuilder word = new StringBuilder();
        for (int rest = number + SYLLABLES.length; rest > 0; rest /= SYLLABLES.length) {
            word.append(SYLLABLES[rest % SYLLABLES.length]);
        }
        return word.toString();
    }
}
