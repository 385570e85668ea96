package dev.cordon.guard;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** File names as git writes them in a patch: plain, or quoted like a C string with octal bytes. */
final class GitNames {
    /** What follows a backslash, and the byte that it stands for, at the same place. */
    private static final String ESCAPES = "abtnvfr\"\\";

    private static final byte[] BYTES = {7, 8, 9, 10, 11, 12, 13, '"', '\\'};
    private static final int OCTAL_DIGITS = 3;

    private GitNames() {}

    /** The name in a line {@code +++ NAME} or {@code rename to NAME}; a tab ends a name that holds spaces. */
    static String read(String written) {
        if (written.startsWith("\"")) {
            return unquoted(written, closing(written, 0));
        }
        int tab = written.indexOf('\t');
        return utf8(tab < 0 ? written : written.substring(0, tab));
    }

    /** Without the {@code a/} or {@code b/} that git puts before. */
    static String withoutSide(String name) {
        return name.startsWith("a/") || name.startsWith("b/") ? name.substring(2) : name;
    }

    /** The new name in {@code diff --git A B}, where it can be told: quoted, or the same on both sides. */
    static Optional<String> ofHeader(String written) {
        if (written.endsWith("\"")) {
            int begin = written.startsWith("\"") ? closing(written, 0) + 1 : written.indexOf(" \"");
            return begin < 0 || begin >= written.length() - 1
                    ? Optional.empty()
                    : Optional.of(withoutSide(read(written.substring(begin).strip())));
        }
        int middle = written.length() / 2;
        if (written.length() % 2 == 0 || written.charAt(middle) != ' ') {
            return Optional.empty();
        }
        String old = withoutSide(utf8(written.substring(0, middle)));
        String now = withoutSide(utf8(written.substring(middle + 1)));
        return old.equals(now) ? Optional.of(now) : Optional.empty();
    }

    private static int closing(String written, int open) {
        boolean escaped = false;
        for (int at = open + 1; at < written.length(); at++) {
            char character = written.charAt(at);
            if (character == '"' && !escaped) {
                return at;
            }
            escaped = character == '\\' && !escaped;
        }
        throw new IllegalArgumentException("a quoted name has no end");
    }

    private static String unquoted(String written, int end) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 1;
        while (at < end) {
            char character = written.charAt(at);
            int known = character == '\\' ? ESCAPES.indexOf(written.charAt(at + 1)) : -1;
            if (character != '\\') {
                bytes.write(character);
                at++;
            } else if (known >= 0) {
                bytes.write(BYTES[known]);
                at += 2;
            } else {
                bytes.write(octal(written, at + 1, end));
                at += 1 + OCTAL_DIGITS;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int octal(String written, int at, int end) {
        if (at + OCTAL_DIGITS > end) {
            throw new IllegalArgumentException("a quoted name has an unknown escape");
        }
        return Integer.parseInt(written.substring(at, at + OCTAL_DIGITS), 8);
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
