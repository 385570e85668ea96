package dev.cordon.wire;

import java.util.Optional;

/**
 * The head of a request: its line and its fields. One that was read has exactly one Host in HTTP/1.1 and at most one in
 * HTTP/1.0, and a Host that names what the target names.
 */
public record RequestHead(String method, Target target, Version version, Headers headers) {

    /** Whether the client lets the connection live on after the answer. */
    public boolean keepsAlive() {
        return version == Version.HTTP_1_1
                ? !headers.lists("connection", "close")
                : headers.lists("connection", "keep-alive");
    }

    /** Whether the client waits for a 100 before it sends the body. */
    public boolean expectsContinue() {
        return version == Version.HTTP_1_1 && headers.lists("expect", "100-continue");
    }

    public boolean isHead() {
        return method.equals("HEAD");
    }

    public RequestHead with(Headers others) {
        return new RequestHead(method, target, version, others);
    }

    public RequestHead with(Target other) {
        return new RequestHead(method, other, version, headers);
    }

    /**
     * The one Host, held against the target. An absolute target and its Host must agree: two names in one request are
     * how a filter and a server come to differ. A CONNECT's Host may leave out the port.
     */
    static RequestHead checked(RequestHead head) throws WireException {
        var hosts = head.headers.all("host");
        if (hosts.size() > 1) {
            throw Side.REQUEST.fault("host-repeated", "the request has two Host fields");
        }
        if (hosts.isEmpty() && head.version == Version.HTTP_1_1) {
            throw Side.REQUEST.fault("host-missing", "an HTTP/1.1 request needs a Host field");
        }
        Optional<Authority> host =
                hosts.isEmpty() ? Optional.empty() : Optional.of(Authority.parse(hosts.getFirst(), Side.REQUEST));
        if (host.isPresent() && !head.agrees(host.get())) {
            throw Side.REQUEST.fault("host-conflict", "the Host field names another host than the target");
        }
        return head;
    }

    private boolean agrees(Authority host) {
        return switch (target) {
            case Target.Absolute absolute ->
                absolute.authority().matches(host, absolute.scheme().equals("http") ? 80 : 443);
            case Target.Tunnel(Authority authority) -> authority.matches(host, authority.portOr(0));
            case Target.Origin _, Target.Asterisk _ -> true;
        };
    }
}
