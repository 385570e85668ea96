package dev.cordon.guard;

import com.google.re2j.Matcher;
import dev.cordon.core.spi.GuardFinding;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Holds one chunk of a text against the rules. Immutable, safe for all threads. */
final class ChunkScan {
    /** A rule that guesses by the name of a variable; a rule that knows the form is worth more on the same line. */
    private static final String GUESS = "generic-api-key";

    /** Base64 of base64 is looked into; more is somebody's will, whom no scanner stops. */
    private static final int ENCODINGS = 2;

    private final RuleSet set;
    private final KeywordIndex index;
    private final BitSet unmarked = new BitSet();
    private final Supplier<ChunkScan> forms;

    ChunkScan(RuleSet set) {
        this(set, Optional.of(new ChunkScan(set.formsOnly(GUESS), Optional.empty())));
    }

    private ChunkScan(RuleSet set, Optional<ChunkScan> forms) {
        this.forms = () -> forms.orElse(this);
        this.set = set;
        this.index = new KeywordIndex(set.rules());
        for (int rule = 0; rule < set.rules().size(); rule++) {
            SecretRule each = set.rules().get(rule);
            unmarked.set(rule, each.id().equals(GUESS) || each.keywords().isEmpty());
        }
    }

    /** Where in the text a rule found something. */
    record Hit(SecretRule rule, int offset, int end) {
        boolean isGuess() {
            return rule.id().equals(GUESS);
        }
    }

    /** Whether the set excuses a file by its name. */
    boolean excusesPath(String path) {
        return set.allowlists().stream().anyMatch(allowlist -> allowlist.excusesPath(path));
    }

    /** The same with the rules that know a form, rather than guess by the names around, and with no path excused. */
    ChunkScan formsOnly() {
        return forms.get();
    }

    /** What a file's name alone tells. */
    List<GuardFinding> byName(String path) {
        return set.rules().stream()
                .filter(rule -> rule.regex() == null && rule.isAbout(path))
                .map(rule -> new GuardFinding(path, 0, rule.id(), rule.description()))
                .toList();
    }

    /** Hits in the text itself, and in what it says in an encoding, at most so deep. */
    List<Hit> hits(String path, String text) {
        return hits(path, text, ENCODINGS);
    }

    private List<Hit> hits(String path, String text, int depth) {
        List<Hit> hits = plain(path, text);
        if (depth > 0) {
            for (Encoded.Inner inner : Encoded.in(text)) {
                hits(path, inner.text(), depth - 1).stream()
                        .filter(hit -> !hit.isGuess())
                        .forEach(hit -> hits.add(new Hit(hit.rule(), inner.offset(), inner.end())));
            }
        }
        return hits;
    }

    private List<Hit> plain(String path, String text) {
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

    /** The rules that know a form and of which a keyword is in the word. */
    BitSet formsMarkedBy(String word) {
        BitSet marked = index.candidates(word);
        marked.andNot(unmarked);
        return marked;
    }

    /** Of these rules the first that finds in both words together a secret from within the one to the end of the other. */
    Optional<SecretRule> completed(BitSet rules, String head, String tail) {
        return rules.stream()
                .mapToObj(set.rules()::get)
                .filter(rule -> rule.regex() != null && completes(rule, rule.regex(), head, tail))
                .findFirst();
    }

    private boolean completes(SecretRule rule, LazyPattern regex, String head, String tail) {
        String whole = head + tail;
        Matcher matcher = regex.get().matcher(whole);
        while (matcher.find()) {
            Allowlist.Candidate candidate = new Allowlist.Candidate("", secret(rule, matcher), matcher.group(), whole);
            if (matcher.start() < head.length()
                    && matcher.end() == whole.length()
                    && passesEntropy(rule, candidate)
                    && !excused(rule, candidate)) {
                return !regex.foundIn(head);
            }
        }
        return false;
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
                hits.add(new Hit(rule, start, matcher.end(group(rule, matcher))));
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
