package dev.cordon.egress;

import dev.cordon.wire.Authority;
import dev.cordon.wire.Connection;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** CONNECT: the tunnel opens only when its route is admitted and somebody answers there. */
final class ConnectHandler {
    private static final byte[] OPEN =
            "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Gate gate;
    private final Tunnels tunnels;

    ConnectHandler(Gate gate, Tunnels tunnels) {
        this.gate = gate;
        this.tunnels = tunnels;
    }

    boolean handle(Authority target, Connection client) throws IOException {
        Route route = gate.admit(EgressProtocol.CONNECT, target.host(), target.portOr(443));
        try (SocketChannel upstream = client.attach(gate.open(route))) {
            client.output().write(OPEN);
            tunnels.serve(client, route, upstream);
            client.detach(upstream);
        }
        return false;
    }
}
