package dev.cordon.wire;

import java.util.function.IntPredicate;

/** Classes of characters of RFC 9110 and 9112. */
final class Chars {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private Chars() {}

    static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(Chars::tokenChar);
    }

    /** Visible ASCII without space: what a request target is made of. */
    static boolean isVisible(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** A field's value: visible, space, tab and bytes from 0x80, which pass as they are. */
    static boolean isFieldValue(String text) {
        return text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f && c <= 0xff));
    }

    static boolean isDigits(String text) {
        return matches(text, c -> c >= '0' && c <= '9');
    }

    static boolean isHex(String text) {
        return matches(text, c -> Character.digit(c, 16) >= 0 && c < 0x80);
    }

    private static boolean matches(String text, IntPredicate allowed) {
        return !text.isEmpty() && text.chars().allMatch(allowed);
    }

    private static boolean tokenChar(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || TOKEN_MARKS.indexOf(c) >= 0;
    }
}
