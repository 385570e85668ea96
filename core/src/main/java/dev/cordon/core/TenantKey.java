package dev.cordon.core;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import java.security.GeneralSecurityException;

/**
 * A tenant's key between two rotations. Immutable.
 *
 * @param wrapped as it stands in the key store
 */
record TenantKey(Bytes wrapped, KeysetHandle keyset, Aead aead) {

    /** @param name the key's in the key store */
    Bytes wrap(String name, KeysetHandle key) throws GeneralSecurityException {
        return Bytes.ceded(TinkKeys.wrap(key, aead, WrappedKeys.context(name)));
    }

    KeysetHandle unwrap(String name, Bytes key) throws GeneralSecurityException {
        return TinkKeys.unwrap(key, aead, WrappedKeys.context(name));
    }

    /** In the first format, which is bound to the partition itself. */
    KeysetHandle unwrapFirst(PartitionId partition, Bytes key) throws GeneralSecurityException {
        return TinkKeys.unwrap(key, aead, WrappedKeys.firstContext(partition));
    }
}
