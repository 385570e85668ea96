package dev.cordon.core;

import com.google.crypto.tink.Aead;
import dev.cordon.core.spi.PartitionCipher;
import java.security.GeneralSecurityException;

/** A partition's cipher over a Tink primitive. */
public final class TinkCipher implements PartitionCipher {
    private final Aead aead;

    TinkCipher(Aead aead) {
        this.aead = aead;
    }

    /**
     * A cipher from a keyset in clear, for test vectors only: no key of a home ever lies in clear but the root's.
     *
     * @throws GeneralSecurityException if {@code json} is no AEAD keyset
     */
    public static TinkCipher ofClearKeyset(String json) throws GeneralSecurityException {
        return new TinkCipher(TinkKeys.aead(TinkKeys.ofClear(json)));
    }

    @Override
    public byte[] seal(byte[] plaintext, byte[] associatedData) {
        try {
            return aead.encrypt(plaintext, associatedData);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM seals anything of this size", e);
        }
    }

    @Override
    public byte[] open(byte[] sealed, byte[] associatedData) throws GeneralSecurityException {
        return aead.decrypt(sealed, associatedData);
    }
}
