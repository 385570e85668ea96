package dev.cordon.memory;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts as bytes. */
final class Utf8 {
    private Utf8() {}

    /** Whether the text has a form in UTF-8: one with a lone surrogate has none. */
    static boolean isValid(String text) {
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
