package dev.cordon.core;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A signed head of one log (C32). The signature covers the log's name as well, so that a checkpoint of one log proves
 * nothing about another.
 *
 * @param log the log's name: hash of its tenant, slash, writer
 * @param bytes length of the entries file that the head covers
 * @param keyId which key signed
 * @param signature Ed25519 (RFC 8032) over everything before it, Base64
 */
public record LedgerCheckpoint(String log, LedgerHead head, long bytes, Instant at, String keyId, String signature) {
    /** Begins each line and names its form. */
    private static final String FORM = "cordon-head-1";

    private static final Pattern SPACE = Pattern.compile(" ");
    private static final int FIELDS = 8;

    static LedgerCheckpoint sign(String log, LedgerHead head, long bytes, Instant at, LedgerKey key) {
        byte[] signature = key.sign(signed(log, head, bytes, at, key.id()).getBytes(StandardCharsets.US_ASCII));
        return new LedgerCheckpoint(
                log, head, bytes, at, key.id(), Base64.getEncoder().encodeToString(signature));
    }

    /** Whether this key signed exactly this checkpoint. */
    public boolean signedBy(LedgerPublicKey key) {
        byte[] text = signed(log, head, bytes, at, keyId).getBytes(StandardCharsets.US_ASCII);
        try {
            return key.id().equals(keyId)
                    && key.verifies(text, Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /** One line of the checkpoints file, without its end. */
    String line() {
        return signed(log, head, bytes, at, keyId) + " " + signature;
    }

    /** Empty when the line is no checkpoint, or not one that {@link #line} writes. */
    static Optional<LedgerCheckpoint> parse(String line) {
        String[] fields = SPACE.split(line, -1);
        if (fields.length != FIELDS || !fields[0].equals(FORM)) {
            return Optional.empty();
        }
        try {
            LedgerHead head = new LedgerHead(Long.parseLong(fields[2]), fields[3]);
            LedgerCheckpoint read = new LedgerCheckpoint(
                    fields[1], head, Long.parseLong(fields[4]), Instant.parse(fields[5]), fields[6], fields[7]);
            return read.line().equals(line) ? Optional.of(read) : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException malformed) {
            return Optional.empty();
        }
    }

    private static String signed(String log, LedgerHead head, long bytes, Instant at, String keyId) {
        return String.join(
                " ", FORM, log, Long.toString(head.size()), head.root(), Long.toString(bytes), at.toString(), keyId);
    }
}
