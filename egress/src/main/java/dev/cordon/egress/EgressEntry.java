package dev.cordon.egress;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One way out that a lane names.
 *
 * @param host a name, or {@code *.} and a name; empty text where an address is named
 * @param literal the address that the entry names in place of a host, or null
 * @param pinned the address that the host leads to without being resolved, or null
 */
record EgressEntry(
        Kind kind,
        String host,
        @Nullable InetAddress literal,
        int port,
        @Nullable InetAddress pinned) {

    /** What may be spoken. */
    enum Kind {
        TLS("https://", 443),
        HTTP("http://", 80),
        RAW("tcp://", 0);

        private final String prefix;
        private final int standardPort;

        Kind(String prefix, int standardPort) {
            this.prefix = prefix;
            this.standardPort = standardPort;
        }
    }

    static EgressEntry parse(String text) {
        Kind kind = Kind.TLS;
        String rest = text;
        for (Kind one : Kind.values()) {
            if (text.startsWith(one.prefix)) {
                kind = one;
                rest = text.substring(one.prefix.length());
            }
        }
        int equals = rest.indexOf('=');
        @Nullable InetAddress pinned = equals < 0 ? null : pinned(text, rest.substring(equals + 1));
        return located(text, kind, equals < 0 ? rest : rest.substring(0, equals), pinned);
    }

    private static EgressEntry located(String text, Kind kind, String place, @Nullable InetAddress pinned) {
        int colon = place.startsWith("[") ? place.indexOf(':', place.indexOf(']') + 1) : place.indexOf(':');
        String host = colon < 0 ? place : place.substring(0, colon);
        int port = colon < 0 ? kind.standardPort : port(text, place.substring(colon + 1));
        if (port == 0) {
            throw unreadable(text, "it names no port", "write tcp://host:port");
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            return literal(text, kind, host.substring(1, host.length() - 1), port, pinned);
        }
        return Hosts.isAddressLike(host)
                ? literal(text, kind, host, port, pinned)
                : new EgressEntry(kind, pattern(text, host), null, port, pinned);
    }

    private static EgressEntry literal(String text, Kind kind, String host, int port, @Nullable InetAddress pinned) {
        Optional<InetAddress> address = Hosts.address(host);
        if (pinned != null || address.isEmpty() || !isPlain(host)) {
            throw unreadable(text, "its address can't be read", "write 192.0.2.1:443 or [2001:db8::1]:443");
        }
        return new EgressEntry(kind, "", address.get(), port, null);
    }

    /** People name an address as they would read it: four numbers, or IPv6. */
    private static boolean isPlain(String host) {
        return host.indexOf(':') >= 0 || host.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    }

    private static String pattern(String text, String host) {
        boolean wild = host.startsWith("*.");
        String base = wild ? host.substring(2) : host;
        Optional<String> name = Hosts.name(base);
        if (name.isEmpty() || (wild && base.indexOf('.') < 0)) {
            throw unreadable(text, "its host is no name", "write host:port, or *.example.com:443 for every host below");
        }
        return (wild ? "*." : "") + name.get();
    }

    private static int port(String text, String port) {
        if (port.matches("[0-9]{1,5}") && Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65535) {
            return Integer.parseInt(port);
        }
        throw unreadable(text, "its port is not a number from 1 to 65535", "write host:port");
    }

    private static InetAddress pinned(String text, String address) {
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw unreadable(text, "what follows '=' is no address", "write host:port=192.0.2.1");
        }
    }

    /** Whether the entry names this host, which has its one form. A wildcard stands for exactly one label. */
    boolean names(String name) {
        if (!host.startsWith("*.")) {
            return host.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && name.substring(dot).equals(host.substring(1));
    }

    private static CordonException.BadInput unreadable(String text, String why, String mend) {
        return new CordonException.BadInput(
                Problem.of("egress-unreadable", "The egress entry '" + text + "' can't be used", why, mend));
    }
}
