package dev.cordon.core;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * What wraps the tenants' keys and the seed (C15): a local keyset, or a key that never leaves a key management service.
 * Thread-safe.
 */
public interface RootKey {
    /**
     * The key as it is at this moment; on first use a local one is made.
     *
     * @param mayCreate whether the key store is empty: a new key beside old wrapped keys would hide that theirs is lost
     * @throws CordonException.Refused if it is gone, or others can read it
     */
    Version now(boolean mayCreate);

    /**
     * A root key between two rotations.
     *
     * @param name differs from that of every other version
     */
    record Version(String name, Aead aead) {}

    /** A keyset in a file, mode 0600. */
    static RootKey ofFile(Path rootKeyset) {
        return new RootKeyFile(rootKeyset);
    }

    /**
     * A key of a service that Tink has an integration for. It rotates there: what was wrapped before stays readable.
     *
     * @param uri as the integration names it, such as {@code aws-kms://…} or {@code gcp-kms://…}
     */
    static RootKey ofService(KmsClient client, String uri) {
        return _ -> {
            try {
                return new Version(uri, new ServiceAead(client.getAead(uri)));
            } catch (GeneralSecurityException e) {
                throw ServiceAead.unusable(e);
            }
        };
    }
}
