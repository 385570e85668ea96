package dev.cordon.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** What an auditor needs to verify a ledger (C32): an Ed25519 public key. Immutable, safe for all threads. */
public final class LedgerPublicKey {
    private static final int ID_DIGITS = 16;

    private final PublicKey key;

    LedgerPublicKey(PublicKey key) {
        this.key = key;
    }

    /**
     * Reads the file that lies beside the signing key.
     *
     * @throws CordonException.Unavailable when there is none
     * @throws CordonException.Damaged when it holds no Ed25519 public key
     */
    public static LedgerPublicKey read(Path file) {
        try {
            return parse(Files.readString(file).strip());
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            Rule.C33,
                            "ledger-key-missing",
                            "The ledger's public key can't be read",
                            "there is no readable file " + file,
                            "name the .pub file beside the ledger's signing key, or restore it from the backup of the keys"),
                    e);
        }
    }

    static LedgerPublicKey parse(String base64) {
        try {
            byte[] encoded = Base64.getDecoder().decode(base64);
            return new LedgerPublicKey(
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw LedgerKey.damaged("The ledger's public key can't be read", e);
        }
    }

    /** The first 64 bits of the key's SHA-256, in hexadecimal. A name, not a proof. */
    public String id() {
        return MerkleHash.hex(MerkleHash.sha256().digest(key.getEncoded())).substring(0, ID_DIGITS);
    }

    boolean verifies(byte[] text, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(text);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    String encoded() {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }
}
