package dev.cordon.egress;

import dev.cordon.wire.Connection;
import dev.cordon.wire.WireInput;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads the first bytes of a tunnel and holds them against its route, before any of them goes on (C27): a TLS
 * ClientHello of at most 16 KiB, over any number of records, that names the tunnel's host and hides nothing.
 */
final class TunnelStart {
    private static final int HANDSHAKE = 22;
    private static final int MOST = 16 << 10;
    private static final int HEADER = 4;
    private static final byte[] CONNECT = "CONNECT ".getBytes(StandardCharsets.US_ASCII);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final WireInput in;
    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    private TunnelStart(WireInput in) {
        this.in = in;
    }

    /** The bytes that were read and may go on, or {@link Denied}. */
    static byte[] read(Connection connection, Route route) throws IOException {
        connection.mustEndWithin(LONGEST);
        TunnelStart start = new TunnelStart(connection.input());
        check(start.hello(), route);
        connection.ended();
        return start.raw.toByteArray();
    }

    private static void check(ClientHello hello, Route route) throws Denied {
        if (hello.isEncrypted()) {
            throw mismatch("the TLS handshake may hide its name (encrypted_client_hello); switch that off");
        }
        if (hello.serverName().isEmpty() && !route.isLiteral()) {
            throw mismatch("the TLS handshake names no host; use a client that sends SNI");
        }
        if (hello.serverName().isPresent()
                && !Hosts.name(hello.serverName().get()).equals(Optional.of(route.host()))) {
            throw mismatch("the TLS handshake names another host than the tunnel");
        }
    }

    private ClientHello hello() throws IOException {
        int length = HEADER;
        while (message.size() < length) {
            record();
            if (message.size() >= HEADER) {
                byte[] so = message.toByteArray();
                length = HEADER + (((so[1] & 0xff) << 16) | ((so[2] & 0xff) << 8) | (so[3] & 0xff));
            }
            if (length > MOST || message.size() > MOST) {
                throw notTls();
            }
        }
        return ClientHello.parse(message.toByteArray()).orElseThrow(TunnelStart::notTls);
    }

    private void record() throws IOException {
        int type = take();
        if (type != HANDSHAKE) {
            throw raw.size() == 1 && isConnect(type) ? nested() : notTls();
        }
        int major = take();
        take();
        int length = (take() << 8) | take();
        if (major != 3 || length == 0 || length > MOST) {
            throw notTls();
        }
        for (int i = 0; i < length; i++) {
            message.write(take());
        }
    }

    private boolean isConnect(int first) throws IOException {
        int next = first;
        for (byte expected : CONNECT) {
            if (next != expected) {
                return false;
            }
            next = expected == ' ' ? ' ' : in.read();
        }
        return true;
    }

    private int take() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the tunnel ended before its handshake");
        }
        raw.write(b);
        return b;
    }

    private static Denied mismatch(String why) {
        return new Denied(EgressCode.SNI_MISMATCH, why);
    }

    private static Denied notTls() {
        return new Denied(EgressCode.NOT_TLS, "only TLS passes here; a lane opens other protocols by tcp://host:port");
    }

    private static Denied nested() {
        return new Denied(EgressCode.NESTED_CONNECT, "a tunnel leads to its host only, not to a further proxy");
    }
}
