package dev.cordon.run;

import dev.cordon.gateway.Model;
import dev.cordon.gateway.Upstreams;
import dev.cordon.wire.Dialer;
import dev.cordon.wire.ParentProxy;
import dev.cordon.wire.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;

/**
 * Connections from the boundary to the providers that the configuration names. A provider may lie on a private address:
 * a person wrote it there. Thread-safe.
 */
final class ProviderConnections implements Upstreams {
    private final Dialer dialer;
    private final Dialer direct = Dialer.direct();
    private final Tls tls;

    ProviderConnections(Dialer dialer, Tls tls) {
        this.dialer = dialer;
        this.tls = tls;
    }

    @Override
    public Socket open(Model model) throws IOException {
        return open(model.host(), model.port(), model.tls());
    }

    /**
     * Through the parent proxy where there is one, which resolves the name; this machine's own loopback it can't reach.
     *
     * @param host a name or an address, of IPv6 in brackets
     */
    Socket open(String host, int port, boolean secured) throws IOException {
        SocketChannel channel = dialer.parent().isPresent() && !isLoopback(host)
                ? dialer.dialByName(host, port)
                : direct.dial(InetAddress.getByName(host), port);
        try {
            if (!secured) {
                return channel.socket();
            }
            channel.socket().setSoTimeout((int) Dialer.CONNECT.toMillis());
            Socket socket = tls.over(channel.socket(), bare(host), port);
            socket.setSoTimeout(0);
            return socket;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** By its spelling: no name is resolved for it. */
    private static boolean isLoopback(String host) {
        try {
            return host.equalsIgnoreCase("localhost")
                    || InetAddress.ofLiteral(bare(host)).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            // A name.
            return false;
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The machine's way out, with its credential read now. */
    static Dialer dialer(Outside outside) {
        return outside.egress()
                .proxy()
                .map(uri -> Dialer.through(ParentProxy.parse(
                        uri.toString(),
                        outside.egress()
                                .proxyCredential()
                                .map(outside.credentials()::value)
                                .orElse(null))))
                .orElse(Dialer.direct());
    }
}
