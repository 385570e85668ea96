package dev.cordon.gateway;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and hashes bytes as they pass. For one thread. */
final class Tally {
    private final MessageDigest digest;
    private long bytes;

    Tally() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static Tally of(byte[] all) {
        Tally tally = new Tally();
        tally.add(all, all.length);
        return tally;
    }

    void add(byte[] buffer, int length) {
        digest.update(buffer, 0, length);
        bytes += length;
    }

    long bytes() {
        return bytes;
    }

    /** Ends the tally. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
