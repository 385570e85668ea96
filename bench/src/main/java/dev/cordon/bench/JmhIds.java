package dev.cordon.bench;

import dev.cordon.core.IdType;
import dev.cordon.core.Ids;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An id told from a made-up one (C3), beside the HMAC in it alone. */
@State(Scope.Benchmark)
public class JmhIds {
    /** As many bytes as an id's MAC is over. */
    private final byte[] message = new byte[32];

    private Ids ids;
    private String id;
    private Mac mac;

    @Setup
    public void mint() throws GeneralSecurityException {
        SecureRandom random = new SecureRandom();
        byte[] key = new byte[32];
        random.nextBytes(key);
        ids = new Ids(random, key);
        id = ids.mint(IdType.SESSION);
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
    }

    @Benchmark
    public boolean verify() {
        if (!ids.verify(IdType.SESSION, id)) {
            throw new IllegalStateException("an id that was minted does not verify");
        }
        return true;
    }

    @Benchmark
    public byte[] hmac() {
        return mac.doFinal(message);
    }
}
