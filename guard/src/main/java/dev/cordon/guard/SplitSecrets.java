package dev.cordon.guard;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cordon.core.spi.GuardFinding;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds secrets that a patch holds in two parts, in lines or files of their own: a word with a rule's mark in it, such as
 * {@code ghp_}, that becomes a secret of the rule's form together with another, random one. Only rules that know a form
 * are tried, not the ones that guess by the names around. One thread; bounded by {@link #MOST} words of either sort.
 */
final class SplitSecrets {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_+/-]{4,200}");

    /** Past so many words of a sort the rest is not paired: 250,000 pairs take some tenths of a second. */
    private static final int MOST = 500;

    private static final int SHORTEST_TAIL = 8;
    private static final double RANDOM_BITS = 2.75;

    private final ChunkScan scan;
    private final Set<Word> heads = new LinkedHashSet<>();
    private final Set<Word> tails = new LinkedHashSet<>();

    SplitSecrets(ChunkScan scan) {
        this.scan = scan;
    }

    private record Word(String file, int line, String text) {}

    void add(String file, int line, String piece) {
        Matcher matcher = WORD.matcher(piece);
        while (matcher.find()) {
            Word word = new Word(file, line, matcher.group());
            if (heads.size() < MOST && !scan.formsMarkedBy(word.text()).isEmpty()) {
                heads.add(word);
            }
            if (tails.size() < MOST && isRandom(word.text())) {
                tails.add(word);
            }
        }
    }

    /** A finding at each head that some tail completes. */
    List<GuardFinding> end() {
        List<GuardFinding> findings = new ArrayList<>();
        for (Word head : heads) {
            BitSet rules = scan.formsMarkedBy(head.text());
            tails.stream()
                    .filter(tail -> !tail.equals(head))
                    .flatMap(tail -> scan.completed(rules, head.text(), tail.text()).stream())
                    .findFirst()
                    .ifPresent(rule -> findings.add(new GuardFinding(
                            head.file(), head.line(), rule.id(), rule.description() + " (in two parts)")));
        }
        return findings;
    }

    private static boolean isRandom(String word) {
        return word.length() >= SHORTEST_TAIL
                && word.chars().anyMatch(Character::isDigit)
                && word.chars().anyMatch(Character::isLetter)
                && Entropy.of(word) >= RANDOM_BITS;
    }
}
