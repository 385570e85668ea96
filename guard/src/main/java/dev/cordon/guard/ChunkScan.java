package dev.cordon.guard;

import com.google.re2j.Matcher;
import dev.cordon.core.spi.GuardFinding;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds one chunk of a text against the rules. Immutable, safe for all threads. */
final class ChunkScan {
    /** A rule that guesses by the name of a variable; a rule that knows the form is worth more on the same line. */
    private static final String GUESS = "generic-api-key";

    private final RuleSet set;
    private final KeywordIndex index;

    ChunkScan(RuleSet set) {
        this.set = set;
        this.index = new KeywordIndex(set.rules());
    }

    /** Where in the text a rule found something. */
    record Hit(SecretRule rule, int offset) {}

    /** Whether the set excuses a file by its name. */
    boolean excusesPath(String path) {
        return set.allowlists().stream().anyMatch(allowlist -> allowlist.excusesPath(path));
    }

    /** What a file's name alone tells. */
    List<GuardFinding> byName(String path) {
        return set.rules().stream()
                .filter(rule -> rule.regex() == null && rule.isAbout(path))
                .map(rule -> new GuardFinding(path, 0, rule.id(), rule.description()))
                .toList();
    }

    List<Hit> hits(String path, String text) {
        List<Hit> hits = new ArrayList<>();
        BitSet candidates = index.candidates(text);
        for (int at = candidates.nextSetBit(0); at >= 0; at = candidates.nextSetBit(at + 1)) {
            SecretRule rule = set.rules().get(at);
            if (rule.regex() != null && rule.isAbout(path)) {
                match(rule, rule.regex(), path, text, hits);
            }
        }
        return hits;
    }

    /** Findings in which no guess stands beside knowledge. */
    static List<GuardFinding> distinct(List<GuardFinding> findings) {
        return findings.stream()
                .distinct()
                .filter(finding -> !finding.ruleId().equals(GUESS)
                        || findings.stream()
                                .noneMatch(other -> other.line() == finding.line()
                                        && other.file().equals(finding.file())
                                        && !other.ruleId().equals(GUESS)))
                .toList();
    }

    private void match(SecretRule rule, LazyPattern regex, String path, String text, List<Hit> hits) {
        Matcher matcher = regex.get().matcher(text);
        while (matcher.find()) {
            int start = secretStart(rule, matcher);
            Allowlist.Candidate candidate = new Allowlist.Candidate(
                    path, secret(rule, matcher), matcher.group(), line(text, matcher.start(), matcher.end()));
            if (passesEntropy(rule, candidate) && !excused(rule, candidate)) {
                hits.add(new Hit(rule, start));
            }
        }
    }

    private static boolean passesEntropy(SecretRule rule, Allowlist.Candidate candidate) {
        return rule.entropy() == 0 || Entropy.of(candidate.secret()) > rule.entropy();
    }

    private boolean excused(SecretRule rule, Allowlist.Candidate candidate) {
        return set.allowlists().stream().anyMatch(allowlist -> allowlist.excuses(candidate))
                || rule.allowlists().stream().anyMatch(allowlist -> allowlist.excuses(candidate));
    }

    /** The group that the rule names, else the first that matched, else all of the match. */
    private static int group(SecretRule rule, Matcher matcher) {
        if (rule.group() > 0) {
            return matcher.start(rule.group()) < 0 ? 0 : rule.group();
        }
        for (int group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.start(group) >= 0 && matcher.end(group) > matcher.start(group)) {
                return group;
            }
        }
        return 0;
    }

    private static String secret(SecretRule rule, Matcher matcher) {
        @Nullable String secret = matcher.group(group(rule, matcher));
        return secret == null ? "" : secret.strip();
    }

    private static int secretStart(SecretRule rule, Matcher matcher) {
        return matcher.start(group(rule, matcher));
    }

    private static String line(String text, int start, int end) {
        int begin = text.lastIndexOf('\n', Math.max(0, start - 1)) + 1;
        int stop = text.indexOf('\n', end);
        return text.substring(Math.min(begin, start), stop < 0 ? text.length() : stop);
    }
}
