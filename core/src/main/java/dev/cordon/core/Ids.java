package dev.cordon.core;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Mints ids and tells a made-up one from a minted one without a lookup (C3): {@code type_} and 39 characters of
 * Crockford's base32 (https://www.crockford.com/base32.html) over 128 random bits and the first 64 bits of
 * HMAC-SHA256(type, random). There is no time in an id. Safe for any thread.
 */
public final class Ids {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final Pattern MINTED = Pattern.compile("[a-z]{2,8}_[0-9A-HJKMNP-TV-Z]{39}");
    private static final int RANDOM_BYTES = 16;
    private static final int MAC_BYTES = 8;
    private static final int CHARS = 39;

    private final SecureRandom random;
    private final byte[] key;

    /** @param key 32 secret bytes, the same for all who mint and check for one home */
    public Ids(SecureRandom random, byte[] key) {
        this.random = random;
        this.key = key.clone();
    }

    /** A new id of {@code type}. */
    public String mint(IdType type) {
        byte[] bits = new byte[RANDOM_BYTES];
        random.nextBytes(bits);
        return format(type, bits);
    }

    /**
     * The id that always belongs to {@code input}: for records that are found by a name which must not lie on disk.
     * Without the key it can't be computed from the name, nor the name from it.
     */
    String derive(IdType type, String purpose, byte[] input) {
        byte[] named =
                new FieldWriter().text("derive").text(purpose).bytes(input).toBytes();
        return format(type, Arrays.copyOf(Macs.hmac(key, named), RANDOM_BYTES));
    }

    /** Whether {@code text} was minted here as an id of {@code type}. */
    public boolean verify(IdType type, String text) {
        if (!text.startsWith(type.prefix() + "_") || !MINTED.matcher(text).matches()) {
            return false;
        }
        byte[] bits = decode(text.substring(text.length() - CHARS));
        byte[] expected = format(type, Arrays.copyOf(bits, RANDOM_BYTES)).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether {@code text} was minted here as an id of any type. */
    boolean verifyAny(String text) {
        return Arrays.stream(IdType.values()).anyMatch(type -> verify(type, text));
    }

    static boolean looksMinted(String text) {
        return MINTED.matcher(text).matches();
    }

    /** Refuses a text that has not the shape of an id of {@code type}; says nothing about whether there is one. */
    static String shaped(IdType type, String text) {
        if (looksMinted(text) && text.startsWith(type.prefix() + "_")) {
            return text;
        }
        String name = type.name().toLowerCase(Locale.ROOT);
        throw new CordonException.BadInput(Problem.of(
                Rule.C2,
                "bad-" + name + "-id",
                "This is no " + name + " id",
                "such an id is " + type.prefix() + "_ and 39 characters",
                "copy the id whole"));
    }

    private String format(IdType type, byte[] bits) {
        byte[] typed = new FieldWriter().text(type.prefix()).bytes(bits).toBytes();
        byte[] all = ByteBuffer.allocate(RANDOM_BYTES + MAC_BYTES)
                .put(bits)
                .put(Macs.hmac(key, typed), 0, MAC_BYTES)
                .array();
        return type.prefix() + "_" + encode(all);
    }

    private static String encode(byte[] bytes) {
        BigInteger number = new BigInteger(1, bytes).shiftLeft(3);
        StringBuilder text = new StringBuilder(CHARS);
        for (int i = CHARS - 1; i >= 0; i--) {
            text.append(ALPHABET.charAt(number.shiftRight(5 * i).intValue() & 31));
        }
        return text.toString();
    }

    private static byte[] decode(String text) {
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            number = number.shiftLeft(5).or(BigInteger.valueOf(ALPHABET.indexOf(text.charAt(i))));
        }
        byte[] signed = number.shiftRight(3).toByteArray();
        byte[] bytes = new byte[RANDOM_BYTES + MAC_BYTES];
        int length = Math.min(signed.length, bytes.length);
        System.arraycopy(signed, signed.length - length, bytes, bytes.length - length, length);
        return bytes;
    }
}
