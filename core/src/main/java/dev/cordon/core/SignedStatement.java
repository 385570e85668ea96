package dev.cordon.core;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A text and who vouches for it. Immutable.
 *
 * @param statement what is said, byte for byte as it was signed
 * @param key the name of the ledger's key pair
 * @param signature Ed25519 over the statement's UTF-8, in Base64
 */
public record SignedStatement(String statement, String key, String signature) {
    /** Set before every statement that is signed, so that no signed text of another sort passes for one. */
    private static final String DOMAIN = "cordon-statement-v1\n";

    public static SignedStatement of(String statement, LedgerKey key) {
        return new SignedStatement(
                statement, key.id(), Base64.getEncoder().encodeToString(key.sign(signed(statement))));
    }

    /** Whether the holder of this key signed just this text. */
    public boolean isBy(LedgerPublicKey publicKey) {
        try {
            return key.equals(publicKey.id())
                    && publicKey.verifies(signed(statement), Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] signed(String statement) {
        return (DOMAIN + statement).getBytes(StandardCharsets.UTF_8);
    }
}
