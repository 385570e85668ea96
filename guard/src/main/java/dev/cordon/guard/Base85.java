package dev.cordon.guard;

/** Git's alphabet of 85 characters (base85.c). */
final class Base85 {
    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
    private static final int GROUP = 5;

    private Base85() {}

    /** The 32 bits that five characters stand for. */
    static long value(String text, int from) {
        long value = 0;
        for (int at = from; at < from + GROUP; at++) {
            int digit = ALPHABET.indexOf(text.charAt(at));
            if (digit < 0) {
                throw new IllegalArgumentException("a line of a binary patch has a character that is none of base 85");
            }
            value = value * ALPHABET.length() + digit;
        }
        if (value > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("a line of a binary patch is no base 85");
        }
        return value;
    }
}
