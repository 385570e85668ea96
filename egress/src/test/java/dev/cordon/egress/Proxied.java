package dev.cordon.egress;

import dev.cordon.wire.Dialer;
import dev.cordon.wire.Door;
import dev.cordon.wire.DoorHandlers;
import dev.cordon.wire.DoorLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A run's door with the proxy behind it, and a TCP port that leads there. */
final class Proxied implements AutoCloseable {
    final Recorded log = new Recorded();
    final EgressProxy proxy;
    final Door door;
    final TcpToUnix relay;
    private final Path socket;

    private Proxied(Path folder, List<String> lane, DoorLimits limits, UnaryOperator<EgressSettings> more)
            throws IOException {
        EgressSettings plain = EgressSettings.of(EgressPolicy.parse("fix", lane), log, Clock.systemUTC())
                .with(Dialer.direct().within(Duration.ofSeconds(5)));
        socket = folder.resolve("s" + System.nanoTime());
        proxy = EgressProxy.of(more.apply(plain));
        door = Door.open(socket, new DoorHandlers(DoorHandlers.none(), proxy.requests(), proxy.socks()), limits);
        relay = new TcpToUnix(socket);
    }

    static Proxied at(Path folder, String... lane) throws IOException {
        return at(folder, List.of(lane), s -> s);
    }

    static Proxied at(Path folder, List<String> lane, UnaryOperator<EgressSettings> more) throws IOException {
        return new Proxied(folder, lane, DoorLimits.STANDARD, more);
    }

    static Proxied at(Path folder, List<String> lane, DoorLimits limits, UnaryOperator<EgressSettings> more)
            throws IOException {
        return new Proxied(folder, lane, limits, more);
    }

    static Proxied at(Path folder, List<String> lane, DoorLimits limits) throws IOException {
        return new Proxied(folder, lane, limits, s -> s);
    }

    String url() {
        return "http://127.0.0.1:" + relay.port();
    }

    Socket tcp() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), relay.port());
    }

    SocketChannel channel() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    /** Sends all of it, and reads to the end. */
    String ask(String request) throws IOException {
        return new String(ask(request.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
    }

    byte[] ask(byte[] request) throws IOException {
        try (SocketChannel channel = channel()) {
            channel.write(ByteBuffer.wrap(request));
            InputStream in = Channels.newInputStream(channel);
            return in.readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        relay.close();
        door.close();
    }
}
