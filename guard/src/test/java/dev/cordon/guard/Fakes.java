package dev.cordon.guard;

import java.util.SplittableRandom;

/** Makes up keys at run time, so that nothing that looks like one lies in the repository. Seeded: always the same. */
final class Fakes {
    static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static final String DIGITS = "0123456789";
    static final String ALNUM = LOWER + UPPER + DIGITS;
    static final String HEX = DIGITS + "abcdef";

    private Fakes() {}

    static String of(String alphabet, int length) {
        SplittableRandom random = new SplittableRandom(length * 31L + alphabet.length());
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < length; at++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    static String alnum(int length) {
        return of(ALNUM, length);
    }

    static String hex(int length) {
        return of(HEX, length);
    }

    static String githubToken() {
        return "gh" + "p_" + alnum(36);
    }

    static String privateKey() {
        String dashes = "-".repeat(5);
        return dashes + "BEGIN RSA PRIV" + "ATE KEY" + dashes + "\n" + (alnum(64) + "\n").repeat(8) + dashes
                + "END RSA PRIV" + "ATE KEY" + dashes + "\n";
    }
}
