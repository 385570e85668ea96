package dev.cordon.memory;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Entry;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What stands where a secret stood: {@code [secret:RULE:DIGEST]}, the digest being 64 bits of HMAC-SHA256 under a salt
 * that lies in the session's own partition. So equal secrets stay equal inside one session, and nobody can tell that two
 * sessions saw the same one; the salt goes with the session. Thread-safe.
 */
final class RedactionTokens {
    private static final int SALT_BYTES = 32;
    private static final int DIGEST_BYTES = 8;

    private final Session session;
    private final SecureRandom random;
    private byte @Nullable [] salt;

    RedactionTokens(Session session, SecureRandom random) {
        this.session = session;
        this.random = random;
    }

    String of(String rule, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt(), "HmacSHA256"));
            byte[] digest = mac.doFinal(secret.getBytes(StandardCharsets.UTF_8));
            return "[secret:" + rule + ":" + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES) + "]";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private synchronized byte[] salt() {
        if (salt == null) {
            List<Entry> kept = session.read(Kind.MEMORY_SALT);
            salt = kept.isEmpty() ? fresh() : kept.getFirst().body().toArray();
        }
        return salt;
    }

    private byte[] fresh() {
        byte[] made = new byte[SALT_BYTES];
        random.nextBytes(made);
        session.append(Kind.MEMORY_SALT, Bytes.copyOf(made), Author.policy("memory"));
        return made;
    }
}
