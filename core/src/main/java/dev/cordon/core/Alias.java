package dev.cordon.core;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A name that a person gives to a session or a profile: 1 to 64 of the ASCII letters, digits, {@code . _ -}; it begins
 * with a letter, digit or underscore, holds no {@code ..} and is no reserved word. Compared exactly; ASCII only, so
 * that no two aliases look alike by mixing scripts.
 */
public record Alias(String value) {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
    private static final Set<String> RESERVED = Set.of(
            "new", "all", "none", "default", "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6",
            "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

    /** @throws CordonException.BadInput if {@code value} is not such a name; the message doesn't repeat it */
    public Alias {
        if (!SHAPE.matcher(value).matches() || value.contains("..")) {
            throw bad("it is empty, too long, or holds other characters than ASCII letters, digits, '.', '_' and '-'");
        }
        String stem = value.toLowerCase(Locale.ROOT).replaceFirst("\\..*", "");
        if (RESERVED.contains(stem)) {
            throw bad("it is a reserved word");
        }
        if (Ids.looksMinted(value)) {
            throw bad("it has the shape of an id");
        }
    }

    private static CordonException.BadInput bad(String why) {
        return new CordonException.BadInput(Problem.of(
                "bad-name",
                "This name can't be used",
                why,
                "use 1 to 64 ASCII letters, digits, '.', '_' or '-' (ASCII only, so that no two names look alike),"
                        + " beginning with a letter or digit"));
    }

    @Override
    public String toString() {
        return value;
    }
}
