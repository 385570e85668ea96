package dev.cordon.guard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules and what they excuse, read from files in gitleaks' format. An unknown key is an error: a limit that is not
 * understood must not be dropped.
 */
record RuleSet(List<SecretRule> rules, List<Allowlist> allowlists) {
    private static final Set<String> RULE_KEYS =
            Set.of("id", "description", "regex", "path", "entropy", "secretGroup", "keywords", "tags", "allowlists[]");
    private static final Set<String> ALLOWLIST_KEYS =
            Set.of("description", "condition", "regexTarget", "paths", "regexes", "stopwords");
    private static final Set<String> FILE_KEYS = Set.of("title", "allowlist", "allowlists[]", "rules[]");

    /** The rules that Cordon ships. */
    static RuleSet shipped() {
        RuleSet gitleaks = parse(resource("gitleaks.toml"));
        RuleSet own = parse(resource("cordon-rules.toml"));
        List<SecretRule> rules = new ArrayList<>(gitleaks.rules());
        rules.addAll(own.rules());
        List<Allowlist> allowlists = new ArrayList<>(gitleaks.allowlists());
        allowlists.addAll(own.allowlists());
        return new RuleSet(List.copyOf(rules), List.copyOf(allowlists));
    }

    /** The rules that know a form, with nothing excused by a path: {@code guess} and those without keywords are left out. */
    RuleSet formsOnly(String guess) {
        return new RuleSet(
                rules.stream()
                        .filter(rule ->
                                !rule.id().equals(guess) && (!rule.keywords().isEmpty() || rule.regex() == null))
                        .map(rule -> rule.with(Allowlist.withoutPaths(rule.allowlists())))
                        .toList(),
                Allowlist.withoutPaths(allowlists));
    }

    static RuleSet parse(String toml) {
        Map<String, Object> file = Toml.parse(toml);
        requireKnown(file, FILE_KEYS, "the file");
        List<Allowlist> allowlists = new ArrayList<>();
        if (file.get("allowlist") instanceof Map<?, ?> table) {
            @SuppressWarnings("unchecked") // the reader makes tables of this type only
            Map<String, Object> typed = (Map<String, Object>) table;
            allowlists.add(allowlist(typed));
        }
        Toml.tables(file, "allowlists[]").forEach(table -> allowlists.add(allowlist(table)));
        return new RuleSet(
                Toml.tables(file, "rules[]").stream().map(RuleSet::rule).toList(), List.copyOf(allowlists));
    }

    private static SecretRule rule(Map<String, Object> table) {
        String id = text(table, "id", "");
        requireKnown(table, RULE_KEYS, "rule '" + id + "'");
        @Nullable LazyPattern regex = pattern(table, "regex");
        @Nullable LazyPattern path = pattern(table, "path");
        if (id.isEmpty() || (regex == null && path == null)) {
            throw new IllegalArgumentException("rule '" + id + "' needs an id, and a regex or a path");
        }
        return new SecretRule(
                id,
                text(table, "description", id),
                regex,
                path,
                number(table, "entropy"),
                (int) number(table, "secretGroup"),
                strings(table, "keywords").stream()
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .toList(),
                Toml.tables(table, "allowlists[]").stream()
                        .map(RuleSet::allowlist)
                        .toList());
    }

    private static Allowlist allowlist(Map<String, Object> table) {
        requireKnown(table, ALLOWLIST_KEYS, "an allowlist");
        return new Allowlist(
                switch (text(table, "condition", "OR")) {
                    case "OR", "||" -> false;
                    case "AND", "&&" -> true;
                    default -> throw new IllegalArgumentException("an allowlist's condition is AND or OR");
                },
                Allowlist.Target.valueOf(text(table, "regexTarget", "secret").toUpperCase(Locale.ROOT)),
                patterns(table, "paths"),
                patterns(table, "regexes"),
                strings(table, "stopwords").stream()
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static void requireKnown(Map<String, Object> table, Set<String> known, String where) {
        if (!known.containsAll(table.keySet())) {
            throw new IllegalArgumentException(where + " has an unknown key among " + table.keySet());
        }
    }

    private static String text(Map<String, Object> table, String key, String absent) {
        return (String) table.getOrDefault(key, absent);
    }

    private static double number(Map<String, Object> table, String key) {
        return (Double) table.getOrDefault(key, 0.0);
    }

    private static List<String> strings(Map<String, Object> table, String key) {
        return table.get(key) instanceof List<?> list
                ? list.stream().map(String.class::cast).toList()
                : List.of();
    }

    private static @Nullable LazyPattern pattern(Map<String, Object> table, String key) {
        return table.get(key) instanceof String expression ? new LazyPattern(expression) : null;
    }

    private static List<LazyPattern> patterns(Map<String, Object> table, String key) {
        return strings(table, key).stream().map(LazyPattern::new).toList();
    }

    static String resource(String name) {
        try (@Nullable InputStream stream = RuleSet.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the program lacks its file " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the program's file " + name + " can't be read", e);
        }
    }
}
