package dev.cordon.guard;

import java.util.HashMap;
import java.util.Map;

/** Shannon entropy, as gitleaks counts it: bits a character, over the text's own characters. */
final class Entropy {
    private Entropy() {}

    static double of(String text) {
        Map<Integer, Integer> counts = new HashMap<>();
        text.codePoints().forEach(character -> counts.merge(character, 1, Integer::sum));
        double length = text.codePointCount(0, text.length());
        double bits = 0;
        for (int count : counts.values()) {
            double share = count / length;
            bits -= share * Math.log(share) / Math.log(2);
        }
        return bits;
    }
}
