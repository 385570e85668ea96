package dev.cordon.guard;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a rule set excuses, as gitleaks defines it: known paths, forms and words that are no secrets.
 *
 * @param all whether every condition that is given must hold, instead of any
 */
record Allowlist(
        boolean all, Target target, List<LazyPattern> paths, List<LazyPattern> regexes, List<String> stopwords) {
    /** What the regexes are held against. */
    enum Target {
        SECRET,
        MATCH,
        LINE
    }

    /** Whether the path alone excuses all that it holds. */
    boolean excusesPath(String path) {
        return (!all || (regexes.isEmpty() && stopwords.isEmpty())) && matchesPath(path);
    }

    /** What these excuse whatever the path: one that asks for a path besides excuses nothing without it. */
    static List<Allowlist> withoutPaths(List<Allowlist> lists) {
        return lists.stream()
                .filter(list -> !list.all || list.paths.isEmpty())
                .map(list -> new Allowlist(list.all, list.target, List.of(), list.regexes, list.stopwords))
                .toList();
    }

    boolean excuses(Candidate candidate) {
        String held = switch (target) {
            case SECRET -> candidate.secret();
            case MATCH -> candidate.match();
            case LINE -> candidate.line();
        };
        boolean path = matchesPath(candidate.path());
        boolean regex = regexes.stream().anyMatch(pattern -> pattern.foundIn(held));
        String lower = candidate.secret().toLowerCase(Locale.ROOT);
        boolean word = stopwords.stream().anyMatch(lower::contains);
        if (!all) {
            return path || regex || word;
        }
        return Stream.of(paths, regexes, stopwords).anyMatch(given -> !given.isEmpty())
                && (paths.isEmpty() || path)
                && (regexes.isEmpty() || regex)
                && (stopwords.isEmpty() || word);
    }

    private boolean matchesPath(String path) {
        return paths.stream().anyMatch(pattern -> pattern.foundIn(path));
    }

    /** A match that may be a secret. Lives within a scan; is never printed. */
    record Candidate(String path, String secret, String match, String line) {
        @Override
        public String toString() {
            return "Candidate[" + path + "]";
        }
    }
}
