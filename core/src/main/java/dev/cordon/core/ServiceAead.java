package dev.cordon.core;

import com.google.crypto.tink.Aead;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** A key of a service: that it can't be reached is told apart from that it does not open. Thread-safe as the client is. */
record ServiceAead(Aead client) implements Aead {
    @Override
    public byte[] encrypt(byte[] plaintext, byte[] context) throws GeneralSecurityException {
        try {
            return client.encrypt(plaintext, context);
        } catch (GeneralSecurityException e) {
            throw told(e);
        }
    }

    @Override
    public byte[] decrypt(byte[] wrapped, byte[] context) throws GeneralSecurityException {
        try {
            return client.decrypt(wrapped, context);
        } catch (GeneralSecurityException e) {
            throw told(e);
        }
    }

    private static GeneralSecurityException told(GeneralSecurityException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                throw unusable(e);
            }
        }
        return e;
    }

    static CordonException.Unavailable unusable(GeneralSecurityException e) {
        return new CordonException.Unavailable(
                Problem.of(
                        Rule.C15,
                        "root-key-service",
                        "The root key can't be used",
                        "the key management service can't be reached, or refused it",
                        "check the key's name, the way there, and this machine's right to encrypt and decrypt with it"),
                e);
    }
}
