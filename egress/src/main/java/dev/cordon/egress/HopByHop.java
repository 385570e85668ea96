package dev.cordon.egress;

import dev.cordon.wire.Framing;
import dev.cordon.wire.Headers;
import java.util.ArrayList;
import java.util.List;

/** Takes out of a head what concerns one connection only (RFC 9110, section 7.6.1), and frames it anew. */
final class HopByHop {
    private static final List<String> ALWAYS = List.of(
            "Connection",
            "Keep-Alive",
            "Proxy-Connection",
            "Proxy-Authorization",
            "Proxy-Authenticate",
            "Proxy-Authentication-Info",
            "Proxy-Status",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "Expect",
            "HTTP2-Settings");

    /** No {@code Connection} field may take these out: a server would read another request. */
    private static final List<String> NEVER = List.of("Host", "Content-Length");

    private HopByHop() {}

    static Headers removed(Headers headers) {
        List<String> names = new ArrayList<>(headers.list("Connection"));
        names.removeIf(name -> NEVER.stream().anyMatch(name::equalsIgnoreCase));
        names.addAll(ALWAYS);
        return headers.without(names);
    }

    static Headers framed(Headers headers, Framing framing) {
        return switch (framing) {
            case Framing.None _ -> headers;
            case Framing.Length(long bytes) -> headers.with("Content-Length", Long.toString(bytes));
            case Framing.Chunked _ -> headers.without("Content-Length").with("Transfer-Encoding", "chunked");
            case Framing.UntilClose _ -> headers.without("Content-Length");
        };
    }
}
