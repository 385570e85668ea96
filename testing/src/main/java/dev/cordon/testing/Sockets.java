package dev.cordon.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;

/** The JDK keeps one pair of sockets for itself from the first socket on; here it gets them before any test looks. */
final class Sockets {
    private Sockets() {}

    static void open() {
        try {
            SocketChannel.open().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
