package dev.cordon.guard;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells which files tools execute or obey by themselves, without anybody running the project (C31): a patch to one is
 * held for a person. Patterns and reasons are data, {@code obeyed-files.txt}.
 *
 * <p>The line is drawn at intent: {@code Makefile}, {@code pom.xml}, {@code package.json} or {@code conftest.py} run
 * when somebody builds or tests, and changing them is ordinary work; {@code .envrc}, an editor's tasks, an agent's
 * instructions or a CI workflow act on one who only opens, enters, clones or merges.
 *
 * <p>Names are compared as the most lenient file system would: without case, Unicode compatibility forms, invisible
 * characters and trailing dots; at any depth. A link or submodule in the place of a folder that holds such files counts
 * as well. Immutable, safe for all threads.
 */
public final class ObeyedFiles {
    private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}");
    private static final Pattern TRAILING = Pattern.compile("[. ]+$");
    private static final Pattern STREAM = Pattern.compile("::?\\$.*$");

    private final List<ObeyedPattern> patterns;

    private ObeyedFiles(List<ObeyedPattern> patterns) {
        this.patterns = patterns;
    }

    /** A path that is obeyed: the pattern that says so, and what obeys it. */
    public record Match(String pattern, String reason) {}

    /** The patterns that Cordon ships. */
    public static ObeyedFiles shipped() {
        return parse(RuleSet.resource("obeyed-files.txt"));
    }

    static ObeyedFiles parse(String text) {
        List<ObeyedPattern> patterns = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                patterns.add(ObeyedPattern.parse(line));
            }
        }
        return new ObeyedFiles(List.copyOf(patterns));
    }

    /**
     * Why this path is obeyed; empty when it is an ordinary file.
     *
     * @param path relative to the repository, with slashes, as git names it
     */
    public Optional<Match> match(String path) {
        List<String> segments =
                Pattern.compile("/").splitAsStream(path).map(ObeyedFiles::plain).toList();
        return patterns.stream()
                .filter(pattern -> pattern.matches(segments))
                .map(pattern -> new Match(pattern.written(), pattern.reason()))
                .findFirst();
    }

    List<ObeyedPattern> patterns() {
        return patterns;
    }

    /** A name as the most lenient file system reads it. */
    private static String plain(String segment) {
        String visible = INVISIBLE
                .matcher(Normalizer.normalize(segment, Normalizer.Form.NFKC))
                .replaceAll("");
        String named = STREAM.matcher(visible).replaceAll("");
        String stripped = TRAILING.matcher(named).replaceAll("");
        return (stripped.isEmpty() ? named : stripped).toLowerCase(Locale.ROOT);
    }
}
