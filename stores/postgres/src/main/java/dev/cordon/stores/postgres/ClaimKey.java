package dev.cordon.stores.postgres;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that claims are made with, shared by Cordon and the database's verifying function (C13). Immutable.
 *
 * @param id names the key inside a claim, 1 to 32767, so that a key can be replaced while both hold
 * @param secret 32 bytes
 */
record ClaimKey(int id, byte[] secret) {
    /** What the key is derived for. */
    static final String PURPOSE = "postgres-claim";

    private static final int BLOCK = 64;

    ClaimKey {
        secret = secret.clone();
        if (id < 1 || id > Short.MAX_VALUE || secret.length != 32) {
            throw new IllegalArgumentException("a claim key has an id of 1 to 32767 and 32 bytes");
        }
    }

    byte[] mac(byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** The key's first block of RFC 2104, 64 bytes. */
    byte[] innerPad() {
        return pad((byte) 0x36);
    }

    /** The key's second block. */
    byte[] outerPad() {
        return pad((byte) 0x5c);
    }

    private byte[] pad(byte with) {
        byte[] block = Arrays.copyOf(secret, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            block[i] ^= with;
        }
        return block;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClaimKey key && id == key.id && MessageDigest.isEqual(secret, key.secret);
    }

    @Override
    public int hashCode() {
        return id;
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "ClaimKey[" + id + "]";
    }
}
