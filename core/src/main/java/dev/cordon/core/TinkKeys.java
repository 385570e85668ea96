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
    private TinkKeys() {}

    static KeysetHandle generate() throws GeneralSecurityException {
        return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, aeads());
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
        return keyset.getPrimitive(aeads(), Aead.class);
    }

    static byte[] wrap(KeysetHandle keyset, Aead by, byte[] context) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.serializeEncryptedKeyset(keyset, by, context, aeads());
    }

    static KeysetHandle unwrap(Bytes wrapped, Aead by, byte[] context) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.parseEncryptedKeyset(wrapped.toArray(), by, context, aeads());
    }

    static String toClear(KeysetHandle keyset) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.serializeKeyset(keyset, aeads(), InsecureSecretKeyAccess.get());
    }

    static KeysetHandle ofClear(String json) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.parseKeyset(json, aeads(), InsecureSecretKeyAccess.get());
    }

    private static Configuration aeads() throws GeneralSecurityException {
        AeadConfig.register();
        return RegistryConfiguration.get();
    }
}
