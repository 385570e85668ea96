package dev.cordon.guard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the part of TOML 1.0 that rule files use: tables, arrays of tables, strings in one line, numbers and arrays of
 * strings. Anything else is an error with its line, never skipped: a rule that is not understood must not vanish.
 * Starts in a fraction of the time that a general parser takes to load.
 */
final class Toml {
    private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    private final String[] lines;
    private int at;

    private Toml(String text) {
        this.lines = text.split("\r?\n", -1);
    }

    /** One table: strings, {@link Double}, lists of strings, and lists of tables under {@code name[]}. */
    static Map<String, Object> parse(String text) {
        return new Toml(text).document();
    }

    private Map<String, Object> document() {
        Map<String, Object> root = new LinkedHashMap<>();
        Map<String, Object> table = root;
        for (; at < lines.length; at++) {
            String line = lines[at].strip();
            if (line.startsWith("[[") && line.endsWith("]]")) {
                table = element(root, line.substring(2, line.length() - 2));
            } else if (line.startsWith("[") && line.endsWith("]")) {
                table = new LinkedHashMap<>();
                put(root, line.substring(1, line.length() - 1), table);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                assign(table, line);
            }
        }
        return root;
    }

    /** A further element of the array of tables; a dotted name means an array in the last element of another one. */
    private Map<String, Object> element(Map<String, Object> root, String name) {
        int dot = name.indexOf('.');
        Map<String, Object> owner = dot < 0 ? root : last(root, name.substring(0, dot));
        Map<String, Object> table = new LinkedHashMap<>();
        String key = name.substring(dot + 1) + "[]";
        if (!owner.containsKey(key)) {
            owner.put(key, new ArrayList<Object>());
        }
        tables(owner, key).add(table);
        return table;
    }

    private Map<String, Object> last(Map<String, Object> root, String name) {
        List<Map<String, Object>> all = tables(root, name + "[]");
        if (all.isEmpty()) {
            throw wrong("a table stands outside of [[" + name + "]]");
        }
        return all.getLast();
    }

    @SuppressWarnings("unchecked") // what lies under name[] was put there by element()
    static List<Map<String, Object>> tables(Map<String, Object> table, String key) {
        return (List<Map<String, Object>>) table.getOrDefault(key, List.of());
    }

    private void assign(Map<String, Object> table, String line) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw wrong("neither a table nor a value");
        }
        put(
                table,
                line.substring(0, equals).strip(),
                value(line.substring(equals + 1).strip()));
    }

    private void put(Map<String, Object> table, String key, Object value) {
        if (!KEY.matcher(key).matches() || table.put(key, value) != null) {
            throw wrong("a key is no word, or is there twice");
        }
    }

    private Object value(String text) {
        if (text.startsWith("[")) {
            return array(text.substring(1));
        }
        if (text.startsWith("'") || text.startsWith("\"")) {
            return string(text);
        }
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw wrong("not a string, a number or an array of strings");
        }
    }

    private List<String> array(String begin) {
        List<String> values = new ArrayList<>();
        String rest = begin;
        while (true) {
            rest = rest.strip();
            if (rest.equals("]")) {
                return values;
            }
            if (rest.isEmpty() || rest.startsWith("#")) {
                rest = nextLine();
            } else {
                int end = end(rest);
                values.add(string(rest.substring(0, end)));
                rest = rest.substring(end).strip();
                rest = rest.startsWith(",") ? rest.substring(1) : rest;
            }
        }
    }

    private String nextLine() {
        at++;
        if (at >= lines.length) {
            throw wrong("an array has no end");
        }
        return lines[at];
    }

    /** Where the string that the text begins with ends, quotes included. */
    private int end(String text) {
        String quote = quote(text);
        int from = quote.length();
        int found = text.indexOf(quote, from);
        while (found > 0 && quote.equals("\"") && text.charAt(found - 1) == '\\') {
            found = text.indexOf(quote, found + 1);
        }
        if (found < 0) {
            throw wrong("a string has no end in its line");
        }
        return found + quote.length();
    }

    private String quote(String text) {
        if (text.startsWith("'''")) {
            return "'''";
        }
        if (text.startsWith("\"\"\"") || !(text.startsWith("'") || text.startsWith("\""))) {
            throw wrong("not a string of one line");
        }
        return text.substring(0, 1);
    }

    private String string(String text) {
        String quote = quote(text);
        if (end(text) != text.length()) {
            throw wrong("something follows a string");
        }
        String inner = text.substring(quote.length(), text.length() - quote.length());
        return quote.equals("\"") ? unescaped(inner) : inner;
    }

    private String unescaped(String inner) {
        String plain = inner.replace("\\\\", "").replace("\\\"", "");
        if (plain.contains("\\")) {
            throw wrong("an escape other than \\\\ and \\\"");
        }
        return inner.replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("line " + (at + 1) + ": " + what);
    }
}
