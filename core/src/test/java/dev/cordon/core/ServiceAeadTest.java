package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

/** A service that fails is never taken for a wrong key, whose mend is another (C15). */
class ServiceAeadTest {
    /** The ways in which integrations pass on what their service said. */
    private interface Failure {
        void happen() throws GeneralSecurityException;
    }

    private static Aead service(Failure failure) {
        return new ServiceAead(new Aead() {
            @Override
            public byte[] encrypt(byte[] plaintext, byte[] context) throws GeneralSecurityException {
                failure.happen();
                return plaintext;
            }

            @Override
            public byte[] decrypt(byte[] ciphertext, byte[] context) throws GeneralSecurityException {
                failure.happen();
                return ciphertext;
            }
        });
    }

    private static void throttled() throws GeneralSecurityException {
        throw new GeneralSecurityException("decryption failed", new IllegalStateException("ThrottlingException"));
    }

    private static void withoutCredentials() {
        throw new IllegalStateException("no credentials in the chain");
    }

    private static void keyOfAnother() throws GeneralSecurityException {
        throw new GeneralSecurityException("decryption failed: wrong key id");
    }

    @Test
    void whateverTheServiceSaid_isUnavailable() {
        for (Failure failure : new Failure[] {ServiceAeadTest::throttled, ServiceAeadTest::withoutCredentials}) {
            assertThatThrownBy(() -> service(failure).decrypt(new byte[1], new byte[0]))
                    .isInstanceOf(CordonException.Unavailable.class)
                    .hasMessageContaining("another key");
            assertThatThrownBy(() -> service(failure).encrypt(new byte[1], new byte[0]))
                    .isInstanceOf(CordonException.Unavailable.class);
        }
    }

    @Test
    void whatTheIntegrationFindsItself_isAKeyThatDoesNotOpen() {
        assertThatThrownBy(() -> service(ServiceAeadTest::keyOfAnother).decrypt(new byte[1], new byte[0]))
                .isInstanceOf(GeneralSecurityException.class);
    }
}
