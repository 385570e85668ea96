package dev.cordon.tck.capsule;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** The first message of a TLS handshake, as this JDK writes it. */
final class Hello {
    private Hello() {}

    static byte[] naming(String host) {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine(host, 443);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            engine.setSSLParameters(parameters);
            engine.beginHandshake();
            ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), out);
            byte[] bytes = new byte[out.flip().remaining()];
            out.get(bytes);
            return bytes;
        } catch (NoSuchAlgorithmException | SSLException e) {
            throw new IllegalStateException("this JDK speaks no TLS", e);
        }
    }
}
