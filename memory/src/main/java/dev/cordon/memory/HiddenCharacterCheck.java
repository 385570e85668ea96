package dev.cordon.memory;

/**
 * Marks a text with characters that a reader does not see and a model does: zero width, bidirectional controls, the
 * tags block (U+E0000), variation selectors in places or numbers that no script and no emoji needs, and letters that
 * show nothing. Not marked is what writing needs: joiners between letters of scripts that join (Unicode 16, chapter 23.2),
 * ZWJ, U+FE0E and U+FE0F after symbols, tags after U+1F3F4 (flags), one mark of direction beside right-to-left letters, and a byte
 * order mark at the very beginning.
 */
final class HiddenCharacterCheck implements WriteCheck {
    private static final int JOINER = 0x200D;
    private static final int NON_JOINER = 0x200C;
    private static final int BLACK_FLAG = 0x1F3F4;
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    @Override
    public Verdict check(Candidate candidate) {
        return Verdict.marked(hides(candidate.text().codePoints().toArray()), Mark.HIDDEN_CHARACTERS);
    }

    private static boolean hides(int[] text) {
        boolean inFlag = false;
        for (int i = 0; i < text.length; i++) {
            int c = text[i];
            int before = i == 0 ? 0 : text[i - 1];
            int after = i + 1 == text.length ? 0 : text[i + 1];
            inFlag = isTag(c) ? inFlag || before == BLACK_FLAG : false;
            boolean excused = inFlag
                    || (i == 0 && c == BYTE_ORDER_MARK)
                    || joins(c, before, after)
                    || selects(c, before)
                    || directs(c, before, after);
            if (isHidden(c) && !excused) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTag(int c) {
        return c >= 0xE0000 && c <= 0xE007F;
    }

    static boolean isHidden(int c) {
        return switch (c) {
            case 0x00AD,
                    0x034F,
                    0x061C,
                    0x115F,
                    0x1160,
                    0x17B4,
                    0x17B5,
                    0x180E,
                    0x2800,
                    0x3164,
                    0xFFA0,
                    BYTE_ORDER_MARK -> true;
            default ->
                isTag(c)
                        || (c >= 0x200B && c <= 0x200F)
                        || (c >= 0x202A && c <= 0x202E)
                        || (c >= 0x2060 && c <= 0x206F)
                        || (c >= 0x180B && c <= 0x180D)
                        || (c >= 0xFE00 && c <= 0xFE0F)
                        || (c >= 0xFFF0 && c <= 0xFFF8)
                        || (c >= 0xE0100 && c <= 0xE01EF);
        };
    }

    /** Between letters of one joining script, or between two symbols of an emoji. */
    private static boolean joins(int c, int before, int after) {
        if (c != JOINER && c != NON_JOINER) {
            return false;
        }
        return (isOfJoiningScript(before) && (isOfJoiningScript(after) || c == NON_JOINER))
                || (c == JOINER && (isSymbol(before) || before == 0xFE0F) && isSymbol(after));
    }

    private static boolean isOfJoiningScript(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case ARABIC,
                    SYRIAC,
                    MONGOLIAN,
                    NKO,
                    DEVANAGARI,
                    BENGALI,
                    GURMUKHI,
                    GUJARATI,
                    ORIYA,
                    TAMIL,
                    TELUGU,
                    KANNADA,
                    MALAYALAM,
                    SINHALA,
                    KHMER,
                    MYANMAR -> true;
            default -> false;
        };
    }

    /** The two emoji selectors, once, after a symbol, a digit of a keycap, or a Han letter. */
    private static boolean selects(int c, int before) {
        boolean emoji = (c == 0xFE0E || c == 0xFE0F) && (isSymbol(before) || isKeycap(before));
        boolean han = c >= 0xE0100 && c <= 0xE01EF && Character.UnicodeScript.of(before) == Character.UnicodeScript.HAN;
        return emoji || han;
    }

    private static boolean isKeycap(int c) {
        return (c >= '0' && c <= '9') || c == '#' || c == '*';
    }

    private static boolean isSymbol(int c) {
        return switch (Character.getType(c)) {
            case Character.OTHER_SYMBOL, Character.MATH_SYMBOL, Character.MODIFIER_SYMBOL -> true;
            default -> c == 0x00A9 || c == 0x00AE || c == 0x203C || c == 0x2049;
        };
    }

    /** One mark of direction beside letters that run from right to left. */
    private static boolean directs(int c, int before, int after) {
        boolean mark = c == 0x200E || c == 0x200F || c == 0x061C;
        return mark && (isRightToLeft(before) || isRightToLeft(after));
    }

    private static boolean isRightToLeft(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }
}
