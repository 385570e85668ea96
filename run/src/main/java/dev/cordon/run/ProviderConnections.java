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
    private final Tls tls;

    ProviderConnections(Dialer dialer, Tls tls) {
        this.dialer = dialer;
        this.tls = tls;
    }

    @Override
    public Socket open(Model model) throws IOException {
        SocketChannel channel = dialer.parent().isPresent()
                ? dialer.dialByName(model.host(), model.port())
                : dialer.dial(InetAddress.getByName(model.host()), model.port());
        try {
            return model.tls() ? tls.over(channel.socket(), model.host(), model.port()) : channel.socket();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
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
