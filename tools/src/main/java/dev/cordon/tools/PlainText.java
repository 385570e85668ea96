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
                default -> visible(shown, point);
            }
        });
        return shown.toString();
    }

    /** A backslash is doubled, so that what stands for a character can't be mistaken for what is one. */
    private static void visible(StringBuilder shown, int point) {
        if (point == '\\') {
            shown.append("\\\\");
        } else if (isInvisible(point)) {
            escape(shown, point);
        } else {
            shown.appendCodePoint(point);
        }
    }

    /** Letters, marks and symbols that show nothing: Unicode's Default_Ignorable_Code_Point beyond format characters. */
    private static boolean isInvisible(int point) {
        return point == 0x034f
                || point == 0x115f
                || point == 0x1160
                || point == 0x17b4
                || point == 0x17b5
                || (point >= 0x180b && point <= 0x180f)
                || point == 0x2800
                || point == 0x3164
                || (point >= 0xfe00 && point <= 0xfe0f)
                || point == 0xffa0
                || (point >= 0xe0100 && point <= 0xe01ef);
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
