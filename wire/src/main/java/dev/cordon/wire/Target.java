package dev.cordon.wire;

import java.util.Locale;

/** What a request line asks for, in the four forms of RFC 9112, section 3.2. Immutable. */
public sealed interface Target {
    /** As it stands in the request line. */
    String text();

    /** A path with its query, for this very server. */
    record Origin(String text) implements Target {}

    /** The server as a whole: {@code OPTIONS *}. */
    record Asterisk() implements Target {
        @Override
        public String text() {
            return "*";
        }
    }

    /** Where a tunnel leads; the port is always there. */
    record Tunnel(Authority authority) implements Target {
        @Override
        public String text() {
            return authority.toString();
        }
    }

    /**
     * A whole URI, for a proxy.
     *
     * @param scheme {@code http} or {@code https}
     * @param path begins with a slash; with its query
     */
    record Absolute(String scheme, Authority authority, String path) implements Target {
        @Override
        public String text() {
            return scheme + "://" + authority + path;
        }

        public int port() {
            return authority.portOr(scheme.equals("http") ? 80 : 443);
        }
    }

    static Target parse(String method, String text) throws WireException {
        if (!Chars.isVisible(text) || text.indexOf('#') >= 0) {
            throw Side.REQUEST.fault("target", "the target holds a character that no target has");
        }
        if (method.equals("CONNECT")) {
            return tunnel(text);
        }
        if (text.startsWith("/")) {
            return new Origin(text);
        }
        if (text.equals("*") && method.equals("OPTIONS")) {
            return new Asterisk();
        }
        return absolute(text);
    }

    private static Target tunnel(String text) throws WireException {
        Authority authority = Authority.parse(text, Side.REQUEST);
        if (authority.port().isEmpty()) {
            throw Side.REQUEST.fault("port", "CONNECT names no port");
        }
        return new Tunnel(authority);
    }

    private static Target absolute(String text) throws WireException {
        String lower = text.toLowerCase(Locale.ROOT);
        String scheme = lower.startsWith("http://") ? "http" : lower.startsWith("https://") ? "https" : "";
        if (scheme.isEmpty()) {
            throw Side.REQUEST.fault("target", "the target is no path, no http URI and no authority");
        }
        String rest = text.substring(scheme.length() + 3);
        int end = 0;
        while (end < rest.length() && "/?".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        Authority authority = Authority.parse(rest.substring(0, end), Side.REQUEST);
        String path = rest.substring(end);
        return new Absolute(scheme, authority, path.startsWith("/") ? path : "/" + path);
    }
}
