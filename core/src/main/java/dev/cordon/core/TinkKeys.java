package dev.cordon.core;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;

/**
 * AES-256-GCM keysets of Tink, with its prefix (version byte, key id) so that keys can rotate. The one place that sees
 * a key in clear.
 */
final class TinkKeys {
    /** Registered once: to register again takes longer than to open a key. */
    private static final Configuration AEADS = aeads();

    private TinkKeys() {}

    private static Configuration aeads() {
        try {
            AeadConfig.register();
            return RegistryConfiguration.get();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink registers its own ciphers", e);
        }
    }

    static KeysetHandle generate() throws GeneralSecurityException {
        return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AEADS);
    }

    /** The same keys and a fresh one, which wraps from now on; the others go on to unwrap. */
    static KeysetHandle withFreshPrimary(KeysetHandle keyset) throws GeneralSecurityException {
        return KeysetHandle.newBuilder(keyset)
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId()
                        .makePrimary())
                .build();
    }

    /** Without the keys that no longer wrap. */
    static KeysetHandle primaryOnly(KeysetHandle keyset) throws GeneralSecurityException {
        KeysetHandle.Entry primary = keyset.getPrimary();
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(primary.getKey())
                        .withFixedId(primary.getId())
                        .makePrimary())
                .build();
    }

    static Aead aead(KeysetHandle keyset) throws GeneralSecurityException {
        return keyset.getPrimitive(AEADS, Aead.class);
    }

    static byte[] wrap(KeysetHandle keyset, Aead by, byte[] context) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.serializeEncryptedKeyset(keyset, by, context, AEADS);
    }

    static KeysetHandle unwrap(Bytes wrapped, Aead by, byte[] context) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.parseEncryptedKeyset(wrapped.toArray(), by, context, AEADS);
    }

    static String toClear(KeysetHandle keyset) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.serializeKeyset(keyset, AEADS, InsecureSecretKeyAccess.get());
    }

    static KeysetHandle ofClear(String json) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.parseKeyset(json, AEADS, InsecureSecretKeyAccess.get());
    }
}
