package dev.cordon.tools;

/**
 * Text as a person may safely read it: every character that could hide, reorder or restyle what surrounds it is shown
 * by its number (attack case 64). Nothing is left out.
 */
public final class PlainText {
    private PlainText() {}

    /** The text with controls, format, bidi, zero-width, surrogate, private and unassigned characters as {@code \\u{…}}. */
    public static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            switch (Character.getType(point)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.PRIVATE_USE,
                        Character.UNASSIGNED,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> escape(shown, point);
                case Character.SPACE_SEPARATOR -> space(shown, point);
                default -> shown.appendCodePoint(point);
            }
        });
        return shown.toString();
    }

    private static void space(StringBuilder shown, int point) {
        if (point == ' ') {
            shown.append(' ');
        } else {
            escape(shown, point);
        }
    }

    private static void escape(StringBuilder shown, int point) {
        switch (point) {
            case '\n' -> shown.append("\\n");
            case '\t' -> shown.append("\\t");
            case '\r' -> shown.append("\\r");
            default -> shown.append("\\u{").append(Integer.toHexString(point)).append('}');
        }
    }
}
