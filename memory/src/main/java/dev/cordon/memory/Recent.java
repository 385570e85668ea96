package dev.cordon.memory;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** What of an earlier item shows whether the next one is a sudden change: its size and the words of its beginning. */
record Recent(int bytes, Set<String> words) {
    /** Words of three letters or fewer carry no topic. */
    private static final int SHORTEST_WORD = 4;
    /** So many characters of a text tell its topic. */
    private static final int LOOKED_AT = 64 << 10;

    static Recent of(String text) {
        return new Recent(Utf8.size(text), words(text));
    }

    static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        String looked = text.length() > LOOKED_AT ? text.substring(0, LOOKED_AT) : text;
        for (String word : looked.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
            if (word.length() >= SHORTEST_WORD) {
                words.add(word);
            }
        }
        return words;
    }
}
