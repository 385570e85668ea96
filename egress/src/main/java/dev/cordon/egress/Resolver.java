package dev.cordon.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/**
 * Turns a name into addresses, once for a connection (C27). Called on many threads at once.
 */
@FunctionalInterface
public interface Resolver {
    /**
     * All addresses of the name, in the order in which they should be tried; at least one.
     *
     * @throws java.net.UnknownHostException when there is none
     * @throws java.net.SocketTimeoutException when nobody answers in time
     */
    List<InetAddress> resolve(String name) throws IOException;
}
