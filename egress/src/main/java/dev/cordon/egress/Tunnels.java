package dev.cordon.egress;

import dev.cordon.wire.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Serves an opened tunnel to its end: checks how it starts, then carries or inspects it. */
final class Tunnels {
    /** Fatal, access_denied (RFC 8446, section 6). */
    private static final byte[] ALERT = {21, 3, 3, 0, 2, 2, 49};

    private final EgressLog log;
    private final Buffers buffers = new Buffers();
    private final Inspection inspection;

    Tunnels(EgressLog log, Inspection inspection) {
        this.log = log;
        this.inspection = inspection;
    }

    void serve(Connection client, Route route, SocketChannel upstream) throws IOException {
        boolean raw = route.entry().kind() == EgressEntry.Kind.RAW;
        try {
            byte[] start = raw ? new byte[0] : start(client, route);
            log.decided(route.decision(EgressCode.ALLOWED));
            if (raw || !inspection.isOn()) {
                carry(client, route, upstream, start);
            } else {
                inspection.serve(client, route, upstream, start);
            }
        } catch (Denied denied) {
            log.decided(route.decision(denied.code()));
            client.write(ByteBuffer.wrap(ALERT));
        }
    }

    private byte[] start(Connection client, Route route) throws IOException {
        try {
            return TunnelStart.read(client, route);
        } catch (Denied denied) {
            throw denied;
        } catch (IOException e) {
            log.decided(route.decision(EgressCode.MALFORMED));
            throw e;
        }
    }

    private void carry(Connection client, Route route, SocketChannel upstream, byte[] start) throws IOException {
        Relay relay = new Relay(client, upstream, buffers);
        try {
            ByteBuffer first = ByteBuffer.wrap(start);
            while (first.hasRemaining()) {
                upstream.write(first);
            }
            relay.run();
        } finally {
            log.ended(route.decision(EgressCode.ALLOWED), start.length + relay.up(), relay.down());
        }
    }
}
