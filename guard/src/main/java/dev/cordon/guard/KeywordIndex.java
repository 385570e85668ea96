package dev.cordon.guard;

import com.hankcs.algorithm.AhoCorasickDoubleArrayTrie;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which rules are worth trying on a text: those of which a keyword is in it, and those that have none. Building the
 * trie costs some 20 ms, searching a short text word by word less than one, so the trie is built for the first long
 * text. Safe for all threads.
 */
final class KeywordIndex {
    /** Characters up to which each word is searched on its own. */
    static final int SHORT = 16 << 10;

    private final TreeMap<String, BitSet> byWord = new TreeMap<>();
    private final BitSet always = new BitSet();
    private volatile @Nullable AhoCorasickDoubleArrayTrie<BitSet> trie;

    KeywordIndex(List<SecretRule> rules) {
        for (int rule = 0; rule < rules.size(); rule++) {
            List<String> keywords = rules.get(rule).keywords();
            for (String word : keywords) {
                byWord.computeIfAbsent(word, key -> new BitSet()).set(rule);
            }
            always.set(rule, keywords.isEmpty());
        }
    }

    BitSet candidates(String text) {
        BitSet found = (BitSet) always.clone();
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() > SHORT && !byWord.isEmpty()) {
            trie().parseText(lower, (int begin, int end, BitSet rules) -> found.or(rules));
            return found;
        }
        for (Map.Entry<String, BitSet> word : byWord.entrySet()) {
            if (lower.contains(word.getKey())) {
                found.or(word.getValue());
            }
        }
        return found;
    }

    private AhoCorasickDoubleArrayTrie<BitSet> trie() {
        @Nullable AhoCorasickDoubleArrayTrie<BitSet> built = trie;
        if (built == null) {
            built = new AhoCorasickDoubleArrayTrie<>();
            built.build(byWord);
            trie = built;
        }
        return built;
    }
}
