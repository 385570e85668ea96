package dev.cordon.guard;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * What a text says in base64 (either alphabet, also broken into lines) or in hexadecimal digits. Every alignment of a
 * span is tried, since what stands before the encoded text may be of its alphabet. Takes time linear in the text.
 */
final class Encoded {
    /** The shortest secret of a known form has some 20 characters. */
    private static final int SHORTEST = 24;

    /** Alignments of base64: four characters are three bytes. */
    private static final int ALIGNMENTS = 4;

    private Encoded() {}

    /**
     * @param offset where in the outer text the encoded span begins
     * @param end where it ends
     */
    record Inner(int offset, int end, String text) {}

    static List<Inner> in(String text) {
        List<Inner> found = new ArrayList<>();
        int begin = 0;
        while (begin < text.length()) {
            int end = endOfSpan(text, begin);
            if (end - begin >= SHORTEST) {
                decode(begin, text.substring(begin, end), found);
            }
            begin = end + 1;
        }
        return found;
    }

    /** A line end within a span is no end of it where the next line goes on in the alphabet. */
    private static int endOfSpan(String text, int begin) {
        int at = begin;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean wraps = (c == '\n' || c == '\r') && at > begin && at + 1 < text.length();
            if (!isDigit(c) && !(wraps && (isDigit(text.charAt(at + 1)) || text.charAt(at + 1) == '\n'))) {
                return at;
            }
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '/' || c == '-' || c == '_');
    }

    private static void decode(int offset, String span, List<Inner> found) {
        StringBuilder digits = new StringBuilder(span.length());
        boolean isHex = true;
        for (int i = 0; i < span.length(); i++) {
            char c = span.charAt(i);
            if (c != '\n' && c != '\r') {
                digits.append(c == '-' ? '+' : c == '_' ? '/' : c);
                isHex &= HexFormat.isHexDigit(c);
            }
        }
        String text = digits.toString();
        for (int skipped = 0; skipped < ALIGNMENTS && skipped < text.length(); skipped++) {
            int length = (text.length() - skipped) / ALIGNMENTS * ALIGNMENTS;
            int rest = text.length() - skipped - length;
            // Two or three digits at the end hold one or two bytes more; one alone holds none.
            String whole = text.substring(skipped, skipped + length + (rest > 1 ? rest : 0));
            found.add(new Inner(
                    offset, offset + span.length(), latin(Base64.getDecoder().decode(whole))));
        }
        if (isHex && text.length() >= 2 * SHORTEST) {
            found.add(new Inner(
                    offset, offset + span.length(), latin(HexFormat.of().parseHex(text, 0, text.length() & ~1))));
        }
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
