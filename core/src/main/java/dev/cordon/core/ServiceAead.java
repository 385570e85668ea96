package dev.cordon.core;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;

/**
 * A key of a service (C15). Integrations give the same exception for a service that can't be reached, one that refuses,
 * and a ciphertext of another key: so whatever the service says, also its refusal to wrap, is {@link
 * CordonException.Unavailable}. Only what the integration itself finds wrong is a key that does not open. Thread-safe as
 * the client is.
 */
record ServiceAead(Aead client) implements Aead {
    @Override
    public byte[] encrypt(byte[] plaintext, byte[] context) {
        try {
            return client.encrypt(plaintext, context);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw unusable(e);
        }
    }

    @Override
    public byte[] decrypt(byte[] wrapped, byte[] context) throws GeneralSecurityException {
        try {
            return client.decrypt(wrapped, context);
        } catch (RuntimeException e) {
            throw unusable(e);
        } catch (GeneralSecurityException e) {
            if (e.getCause() == null) {
                throw e;
            }
            throw unusable(e);
        }
    }

    static CordonException.Unavailable unusable(Exception e) {
        return new CordonException.Unavailable(
                Problem.of(
                        Rule.C15,
                        "root-key-service",
                        "The root key can't be used",
                        "the key management service can't be reached, or refused it, or holds another key than wrapped "
                                + "this key store",
                        "check the key's name, the way there, and this machine's right to encrypt and decrypt with it; "
                                + "if keys.db was put back from a copy, the key of that time"),
                e);
    }
}
