package dev.cordon.memory.minilm;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;

/**
 * Cuts a text into the pieces that the model was trained on: BERT's lower-case WordPiece (Devlin and others, 2018), without
 * accents. What looks like one of the model's own marks, such as {@code [SEP]}, is text. Immutable.
 */
final class WordPieces {
    static final int BEGIN = 101;
    static final int END = 102;
    private static final int UNKNOWN = 100;
    /** A longer word is none. */
    private static final int MOST_OF_A_WORD = 100;

    private final Map<String, Integer> pieces;

    WordPieces(Map<String, Integer> pieces) {
        this.pieces = Map.copyOf(pieces);
    }

    /** The numbers of its pieces, without marks at the ends. */
    List<Integer> of(String text) {
        List<Integer> found = new ArrayList<>();
        words(plain(text)).forEach(word -> cut(word, found));
        return found;
    }

    /** Without control characters and accents, in small letters, with Chinese characters standing alone. */
    private static String plain(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().filter(c -> isWhite(c) || !isControl(c)).forEach(c -> {
            if (isWhite(c)) {
                clean.append(' ');
            } else if (isChinese(c)) {
                clean.append(' ').appendCodePoint(c).append(' ');
            } else {
                clean.appendCodePoint(c);
            }
        });
        StringBuilder bare = new StringBuilder(clean.length());
        Normalizer.normalize(clean, Normalizer.Form.NFD)
                .codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                // One by one: of a whole word, Java would write a Greek sigma at its end in another way than the model
                // knows.
                .map(Character::toLowerCase)
                .forEach(bare::appendCodePoint);
        return bare.toString();
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (PrimitiveIterator.OfInt all = text.codePoints().iterator(); all.hasNext(); ) {
            int c = all.nextInt();
            boolean alone = isPunctuation(c);
            if (alone || isWhite(c)) {
                end(word, words);
            }
            if (alone) {
                words.add(Character.toString(c));
            } else if (!isWhite(c)) {
                word.appendCodePoint(c);
            }
        }
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /** The longest known beginning, then the longest known going on; a word of which a part is unknown is unknown. */
    private void cut(String word, List<Integer> found) {
        int before = found.size();
        int begin = 0;
        boolean known = word.codePointCount(0, word.length()) <= MOST_OF_A_WORD;
        while (known && begin < word.length()) {
            int end = word.length();
            while (end > begin && !pieces.containsKey(piece(word, begin, end))) {
                end = word.offsetByCodePoints(end, -1);
            }
            known = end > begin;
            if (known) {
                found.add(pieces.get(piece(word, begin, end)));
                begin = end;
            }
        }
        if (!known) {
            found.subList(before, found.size()).clear();
            found.add(UNKNOWN);
        }
    }

    private static String piece(String word, int begin, int end) {
        return begin == 0 ? word.substring(0, end) : "##" + word.substring(begin, end);
    }

    private static boolean isWhite(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
    }

    private static boolean isControl(int c) {
        return c == 0xFFFD
                || switch (Character.getType(c)) {
                    case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
                    default -> false;
                };
    }

    private static boolean isPunctuation(int c) {
        boolean ascii = c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
        return ascii
                || switch (Character.getType(c)) {
                    case Character.CONNECTOR_PUNCTUATION,
                            Character.DASH_PUNCTUATION,
                            Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION,
                            Character.OTHER_PUNCTUATION -> true;
                    default -> false;
                };
    }

    /** The blocks of CJK ideographs that BERT names. */
    private static boolean isChinese(int c) {
        return (c >= 0x4E00 && c <= 0x9FFF)
                || (c >= 0x3400 && c <= 0x4DBF)
                || (c >= 0x20000 && c <= 0x2A6DF)
                || (c >= 0x2A700 && c <= 0x2B73F)
                || (c >= 0x2B740 && c <= 0x2CEAF)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0x2F800 && c <= 0x2FA1F);
    }
}
