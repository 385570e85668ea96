package dev.cordon.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable run of bytes with value equality. Comparison takes the same time wherever the bytes differ; the text
 * form never shows content. Safe for any thread.
 */
public final class Bytes {
    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /** A copy of {@code value}. */
    public static Bytes copyOf(byte[] value) {
        return new Bytes(value.clone());
    }

    /** Takes {@code value} over without a copy: the caller gives the array up and never writes to it again. */
    public static Bytes ceded(byte[] value) {
        return new Bytes(value);
    }

    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Bytes hex(String text) {
        return new Bytes(HexFormat.of().parseHex(text));
    }

    /** SHA-256 of these bytes: 32 bytes. */
    public Bytes sha256() {
        try {
            return new Bytes(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public int size() {
        return value.length;
    }

    /** A copy that the caller may change. */
    public byte[] toArray() {
        return value.clone();
    }

    /** These bytes read as UTF-8; malformed input becomes the replacement character. */
    public String asUtf8() {
        return new String(value, StandardCharsets.UTF_8);
    }

    public String toHex() {
        return HexFormat.of().formatHex(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && MessageDigest.isEqual(value, bytes.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "Bytes[" + value.length + "]";
    }
}
