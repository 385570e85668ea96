package dev.cordon.core.spi;

import java.security.GeneralSecurityException;

/** Authenticated encryption under one partition's key. Thread-safe. Called as if the key were in another process. */
public interface PartitionCipher {
    byte[] seal(byte[] plaintext, byte[] associatedData);

    /** @throws GeneralSecurityException if these bytes were not sealed by this key with this associated data */
    byte[] open(byte[] sealed, byte[] associatedData) throws GeneralSecurityException;
}
