package dev.cordon.core;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** Holds names that come from outside to the alphabet in which two that look alike are alike. */
final class Names {
    static final int MAX_IDENTITY_BYTES = 255;

    private Names() {}

    /**
     * A tenant's or user's name as identity gives it: 1 to 255 bytes of UTF-8 in NFC, without control, format,
     * bidirectional, zero-width, private or unassigned characters, and without space at its ends.
     */
    static String identity(String what, String value) {
        if (value.isEmpty()) {
            throw bad(what, "it is empty");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_IDENTITY_BYTES) {
            throw bad(what, "it is longer than 255 bytes");
        }
        if (value.codePoints().anyMatch(Names::isInvisible)) {
            throw bad(what, "it holds a control, format or invisible character");
        }
        if (!Normalizer.isNormalized(value, Normalizer.Form.NFC)) {
            throw bad(what, "it is not in Unicode's normal form NFC");
        }
        if (!value.equals(value.strip())) {
            throw bad(what, "it begins or ends with a space");
        }
        return value;
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> isBlankLetterOrMark(c);
        };
    }

    /** Letters and marks of Unicode that show nothing: Default_Ignorable_Code_Point outside the category Cf. */
    private static boolean isBlankLetterOrMark(int c) {
        return c == 0x034F
                || c == 0x115F
                || c == 0x1160
                || c == 0x17B4
                || c == 0x17B5
                || (c >= 0x180B && c <= 0x180F)
                || c == 0x2800
                || c == 0x3164
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFFA0
                || (c >= 0xE0100 && c <= 0xE01EF);
    }

    private static CordonException.BadInput bad(String what, String why) {
        return new CordonException.BadInput(Problem.of(
                Rule.C1,
                "bad-" + what,
                "This " + what + " name can't be used",
                why,
                "use visible characters, at most 255 bytes"));
    }
}
