package dev.cordon.egress;

import dev.cordon.wire.Connection;
import dev.cordon.wire.RawHandler;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** SOCKS5 (RFC 1928): the command CONNECT, without authentication, since the door is the run's own (C4). */
final class SocksHandler implements RawHandler {
    private static final Duration GREETING = Duration.ofSeconds(10);
    private static final int VERSION = 5;
    private static final int SUCCEEDED = 0;
    private static final int NOT_ALLOWED = 2;
    private static final int UNREACHABLE = 4;
    private static final int NO_SUCH_COMMAND = 7;
    private static final int NO_SUCH_ADDRESS = 8;
    private static final int NO_METHOD = 0xff;

    private final Gate gate;
    private final Tunnels tunnels;
    private final EgressLog log;

    SocksHandler(Gate gate, Tunnels tunnels, EgressLog log) {
        this.gate = gate;
        this.tunnels = tunnels;
        this.log = log;
    }

    @Override
    public void handle(Connection client) throws IOException {
        client.mustEndWithin(GREETING);
        DataInputStream in = new DataInputStream(client.input());
        if (!greeted(in, client)) {
            return;
        }
        if (in.readUnsignedByte() != VERSION) {
            return;
        }
        int command = in.readUnsignedByte();
        in.readUnsignedByte();
        String host = host(in, in.readUnsignedByte());
        int port = in.readUnsignedShort();
        client.ended();
        if (host.isEmpty()) {
            reply(client, NO_SUCH_ADDRESS);
        } else if (command != 1) {
            refuse(client, host, port, EgressCode.MALFORMED, NO_SUCH_COMMAND);
        } else {
            connect(client, host, port);
        }
    }

    private void connect(Connection client, String host, int port) throws IOException {
        Route route;
        SocketChannel upstream;
        try {
            route = gate.admit(EgressProtocol.SOCKS, host, port);
            upstream = gate.open(route);
        } catch (Denied denied) {
            boolean away = denied.code() == EgressCode.UPSTREAM_UNREACHABLE;
            refuse(client, host, port, denied.code(), away ? UNREACHABLE : NOT_ALLOWED);
            return;
        }
        try (upstream) {
            client.attach(upstream);
            reply(client, SUCCEEDED);
            tunnels.serve(client, route, upstream);
            client.detach(upstream);
        }
    }

    private void refuse(Connection client, String host, int port, EgressCode code, int reply) throws IOException {
        log.decided(new EgressDecision(code, EgressProtocol.SOCKS, host, port));
        reply(client, reply);
    }

    private static boolean greeted(DataInputStream in, Connection client) throws IOException {
        in.readUnsignedByte();
        byte[] methods = new byte[in.readUnsignedByte()];
        in.readFully(methods);
        boolean open = new String(methods, StandardCharsets.ISO_8859_1).indexOf(0) >= 0;
        client.output().write(new byte[] {VERSION, (byte) (open ? 0 : NO_METHOD)});
        return open;
    }

    private static String host(DataInputStream in, int type) throws IOException {
        byte[] bytes = switch (type) {
            case 1 -> new byte[4];
            case 3 -> new byte[in.readUnsignedByte()];
            case 4 -> new byte[16];
            default -> new byte[0];
        };
        in.readFully(bytes);
        if (type != 3) {
            return bytes.length == 0 ? "" : InetAddress.getByAddress(bytes).getHostAddress();
        }
        String name = new String(bytes, StandardCharsets.ISO_8859_1);
        return name.chars().allMatch(c -> c > ' ' && c < 0x7f) ? name : "";
    }

    private static void reply(Connection client, int code) throws IOException {
        client.output().write(new byte[] {VERSION, (byte) code, 0, 1, 0, 0, 0, 0, 0, 0});
    }
}
