package dev.cordon.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens TCP connections to addresses that the caller has decided on: no name is resolved here, except the parent
 * proxy's own. Thread-safe. The caller owns what it gets; {@code TCP_NODELAY} is set.
 */
public final class Dialer {
    public static final Duration CONNECT = Duration.ofSeconds(10);

    private final @Nullable ParentProxy parent;
    private final Duration timeout;

    private Dialer(@Nullable ParentProxy parent, Duration timeout) {
        this.parent = parent;
        this.timeout = timeout;
    }

    public static Dialer direct() {
        return new Dialer(null, CONNECT);
    }

    /** Everything goes through {@code parent}. */
    public static Dialer through(ParentProxy parent) {
        return new Dialer(parent, CONNECT);
    }

    /** The same, waiting at most so long for a connection. */
    public Dialer within(Duration longest) {
        return new Dialer(parent, longest);
    }

    public Optional<ParentProxy> parent() {
        return Optional.ofNullable(parent);
    }

    /**
     * Connects to this very address; through the parent where there is one.
     *
     * @throws SocketTimeoutException after the timeout
     */
    public SocketChannel dial(InetAddress address, int port) throws IOException {
        return parent == null
                ? connect(new InetSocketAddress(address, port))
                : tunnel(parent, Authority.of(address.getHostAddress(), port));
    }

    /**
     * Lets the parent resolve the name and connect.
     *
     * @throws IllegalStateException without a parent: who resolves a name checks the address
     */
    public SocketChannel dialByName(String host, int port) throws IOException {
        if (parent == null) {
            throw new IllegalStateException("a name is dialled through a parent proxy only");
        }
        return tunnel(parent, Authority.of(host, port));
    }

    private SocketChannel tunnel(ParentProxy through, Authority wanted) throws IOException {
        SocketChannel channel = connect(new InetSocketAddress(through.host(), through.port()));
        try {
            channel.socket().setSoTimeout((int) timeout.toMillis());
            RequestHead ask =
                    new RequestHead("CONNECT", new Target.Tunnel(wanted), Version.HTTP_1_1, through.headers(wanted));
            HeadWriter.write(ask, channel.socket().getOutputStream());
            InputStream unbuffered = channel.socket().getInputStream();
            int status = HeadReader.response(unbuffered).status();
            if (status / 100 != 2) {
                throw new WireException(502, "parent-proxy", "the parent proxy answered " + status);
            }
            channel.socket().setSoTimeout(0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private SocketChannel connect(InetSocketAddress address) throws IOException {
        if (address.isUnresolved()) {
            throw new WireException(502, "parent-proxy", "the parent proxy's name can't be resolved");
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket().connect(address, (int) timeout.toMillis());
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
