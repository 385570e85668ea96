package dev.cordon.tck.memory;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** Finds a word in bytes of any form: UTF-8, UTF-16, and UTF-8 in hex or base64. */
final class Search {
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private static final int RUN = 16;

    private Search() {}

    /** Each byte as a character. */
    static String latin(byte[] bytes) {
        return new String(bytes, BYTES);
    }

    static boolean holds(byte[] content, String word) {
        String text = latin(content);
        String hex = HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8));
        List<String> forms = List.of(
                latin(word.getBytes(StandardCharsets.UTF_8)),
                latin(word.getBytes(StandardCharsets.UTF_16LE)),
                hex,
                hex.toUpperCase(java.util.Locale.ROOT),
                base64(word, 0),
                base64(word, 1),
                base64(word, 2));
        return forms.stream().anyMatch(text::contains);
    }

    /** Whether the two have 16 bytes in a row in common. */
    static boolean overlap(byte[] one, byte[] other) {
        String text = latin(one);
        String in = latin(other);
        return IntStream.rangeClosed(0, text.length() - RUN)
                .anyMatch(from -> in.contains(text.substring(from, from + RUN)));
    }

    /** What stays of its base64 whatever stands around it, where it begins so many bytes after a multiple of three. */
    private static String base64(String word, int shift) {
        byte[] padded = ("\0".repeat(shift) + word).getBytes(StandardCharsets.UTF_8);
        String whole = Base64.getEncoder().withoutPadding().encodeToString(padded);
        return whole.substring(shift == 0 ? 0 : shift + 1, whole.length() - 2);
    }
}
