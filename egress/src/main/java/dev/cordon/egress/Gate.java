package dev.cordon.egress;

import dev.cordon.wire.Dialer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.List;

/** Decides where a connection may lead, and opens it there and nowhere else (C25, C27). */
final class Gate {
    private static final int MOST_TRIED = 4;

    private final EgressPolicy policy;
    private final Resolver resolver;
    private final Dialer dialer;

    Gate(EgressSettings settings) {
        this.policy = settings.policy();
        this.resolver = settings.resolver();
        this.dialer = settings.dialer();
    }

    Route admit(EgressProtocol protocol, String host, int port) throws Denied {
        EgressEntry entry = policy.entry(protocol, host, port);
        InetAddress literal = entry.literal();
        if (literal != null) {
            return new Route(protocol, entry, host, port, List.of(literal));
        }
        String name = Hosts.name(host).orElseThrow();
        return new Route(protocol, entry, name, port, addresses(entry, name));
    }

    SocketChannel open(Route route) throws Denied {
        try {
            return route.addresses().isEmpty()
                    ? dialer.dialByName(route.host(), route.port())
                    : first(route.addresses(), route.port());
        } catch (SocketTimeoutException e) {
            throw unreachable(504, route.host(), "nobody answers there in time");
        } catch (IOException e) {
            throw unreachable(502, route.host(), "the connection was refused or failed");
        }
    }

    private List<InetAddress> addresses(EgressEntry entry, String name) throws Denied {
        InetAddress pinned = entry.pinned();
        if (pinned != null) {
            return List.of(pinned);
        }
        return dialer.parent().isPresent() ? List.of() : resolved(name, entry.port());
    }

    private List<InetAddress> resolved(String name, int port) throws Denied {
        List<InetAddress> addresses = lookup(name);
        for (InetAddress address : addresses) {
            if (SpecialAddresses.contains(address) && !policy.names(address, port)) {
                throw new Denied(
                        EgressCode.ADDRESS_FORBIDDEN,
                        name + " leads to an address that is not on the internet; if that is meant, pin it: write '"
                                + name + ":" + port + "=ADDRESS' in the lane's egress in cordon.yaml");
            }
        }
        return addresses.subList(0, Math.min(MOST_TRIED, addresses.size()));
    }

    private List<InetAddress> lookup(String name) throws Denied {
        try {
            List<InetAddress> addresses = resolver.resolve(name);
            if (!addresses.isEmpty()) {
                return addresses;
            }
        } catch (UnknownHostException e) {
            throw unreachable(502, name, "the name doesn't resolve");
        } catch (IOException e) {
            throw unreachable(504, name, "the name service doesn't answer");
        }
        throw unreachable(502, name, "the name doesn't resolve");
    }

    private SocketChannel first(List<InetAddress> addresses, int port) throws IOException {
        IOException last = new IOException("no address");
        for (InetAddress address : addresses) {
            try {
                return dialer.dial(address, port);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private static Denied unreachable(int status, String host, String why) {
        return new Denied(
                EgressCode.UPSTREAM_UNREACHABLE, status, host + ": " + why + "; check the name and its server");
    }
}
