package dev.cordon.wire;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * A host and, where one is given, a port, as they stand in a target or a Host field. Never holds user information: an
 * authority with an {@code @} is refused.
 *
 * @param host lower-case name or address; an IPv6 address without its brackets; a trailing dot stays
 * @param port empty where none is given, else 1 to 65535
 */
public record Authority(String host, OptionalInt port) {
    private static final int LONGEST_HOST = 255;

    public static Authority of(String host, int port) {
        return new Authority(host.toLowerCase(Locale.ROOT), OptionalInt.of(port));
    }

    /** Reads a request's {@code host}, {@code host:port}, {@code [v6]} or {@code [v6]:port}. */
    public static Authority parse(String text) throws WireException {
        return parse(text, Side.REQUEST);
    }

    static Authority parse(String text, Side side) throws WireException {
        if (text.indexOf('@') >= 0) {
            throw side.fault("userinfo", "a user name or password stands before the host");
        }
        int colon = text.startsWith("[") ? text.indexOf(':', text.indexOf(']') + 1) : text.indexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        OptionalInt port = colon < 0 ? OptionalInt.empty() : OptionalInt.of(port(text.substring(colon + 1), side));
        return new Authority(host(host, side), port);
    }

    public int portOr(int standard) {
        return port.orElse(standard);
    }

    /** The same host and, after {@code standard} is filled in, the same port. */
    public boolean matches(Authority other, int standard) {
        return host.equals(other.host) && portOr(standard) == other.portOr(standard);
    }

    private static String host(String text, Side side) throws WireException {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String inner = bracketed ? text.substring(1, text.length() - 1) : text;
        boolean valid = !inner.isEmpty()
                && inner.length() <= LONGEST_HOST
                && inner.chars().allMatch(c -> bracketed ? isV6Char(c) : isNameChar(c));
        if (!valid) {
            throw side.fault("host", "the host is neither a name nor an address");
        }
        return inner.toLowerCase(Locale.ROOT);
    }

    private static int port(String text, Side side) throws WireException {
        if (!Chars.isDigits(text) || text.length() > 5) {
            throw side.fault("port", "the port is not a number from 1 to 65535");
        }
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65535) {
            throw side.fault("port", "the port is not a number from 1 to 65535");
        }
        return port;
    }

    private static boolean isNameChar(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || "-._".indexOf(c) >= 0;
    }

    private static boolean isV6Char(int c) {
        return (c < 0x80 && Character.digit(c, 16) >= 0) || c == ':' || c == '.';
    }

    /** As it stands in a target: an IPv6 address in brackets. */
    @Override
    public String toString() {
        String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port.isPresent() ? shown + ":" + port.getAsInt() : shown;
    }
}
