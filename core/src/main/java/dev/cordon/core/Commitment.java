package dev.cordon.core;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Binds the ledger to a content without telling it (C32): SHA-256 of a 16-byte random salt and the content. Salt and
 * content lie in the partition; once these are erased, the commitment says nothing about what it was made from, not
 * even to one who guesses the content, and the ledger stays whole (C17).
 *
 * @param digest 64 lower-case hexadecimal digits
 */
public record Commitment(String digest) {
    /** 128 bits: no table of guessed contents fits all salts. */
    public static final int SALT_BYTES = 16;

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public Commitment {
        if (!DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("a commitment is a SHA-256 in hexadecimal");
        }
    }

    /** What opens a commitment. Belongs into the partition, never on the ledger. Immutable. */
    public static final class Opening {
        private final byte[] salt;
        private final byte[] content;

        /**
         * Takes copies of both.
         *
         * @throws IllegalArgumentException when the salt hasn't {@link #SALT_BYTES} bytes
         */
        public Opening(byte[] salt, byte[] content) {
            if (salt.length != SALT_BYTES) {
                throw new IllegalArgumentException("a salt has " + SALT_BYTES + " bytes");
            }
            this.salt = salt.clone();
            this.content = content.clone();
        }

        public byte[] salt() {
            return salt.clone();
        }

        public byte[] content() {
            return content.clone();
        }

        /** The commitment that this opens. */
        public Commitment commitment() {
            MessageDigest digest = MerkleHash.sha256();
            digest.update(salt);
            return new Commitment(HexFormat.of().formatHex(digest.digest(content)));
        }

        /** Tells nothing of the content. */
        @Override
        public String toString() {
            return "Opening[" + content.length + " bytes]";
        }
    }

    /**
     * Commits to a content with a fresh salt.
     *
     * @param random a cryptographically secure source
     */
    public static Opening open(byte[] content, RandomGenerator random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new Opening(salt, content);
    }

    /** Whether this commits to exactly that content under that salt. */
    public boolean opensWith(Opening opening) {
        return equals(opening.commitment());
    }
}
