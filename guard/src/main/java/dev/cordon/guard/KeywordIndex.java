package dev.cordon.guard;

import com.hankcs.algorithm.AhoCorasickDoubleArrayTrie;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Which rules are worth trying on a text: those of which a keyword is in it, and those that have none. One pass. */
final class KeywordIndex {
    private final AhoCorasickDoubleArrayTrie<BitSet> trie = new AhoCorasickDoubleArrayTrie<>();
    private final BitSet always = new BitSet();
    private final boolean words;

    KeywordIndex(List<SecretRule> rules) {
        TreeMap<String, BitSet> byWord = new TreeMap<>();
        for (int rule = 0; rule < rules.size(); rule++) {
            List<String> keywords = rules.get(rule).keywords();
            for (String word : keywords) {
                byWord.computeIfAbsent(word, key -> new BitSet()).set(rule);
            }
            always.set(rule, keywords.isEmpty());
        }
        words = !byWord.isEmpty();
        if (words) {
            trie.build(byWord);
        }
    }

    BitSet candidates(String text) {
        BitSet found = (BitSet) always.clone();
        if (words) {
            trie.parseText(text.toLowerCase(Locale.ROOT), (int begin, int end, BitSet rules) -> found.or(rules));
        }
        return found;
    }
}
