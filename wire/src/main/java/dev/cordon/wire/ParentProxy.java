package dev.cordon.wire;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP proxy of the place where Cordon runs, through which connections go out by CONNECT. Its credential is resolved
 * by the caller at the moment of use, is sent to this proxy only (C23) and is never shown.
 *
 * @param host resolved by this machine
 * @param port 1 to 65535
 * @param credential {@code user:password}, or null
 */
public record ParentProxy(String host, int port, @Nullable String credential) {

    /**
     * Reads {@code http://host:port}.
     *
     * @throws CordonException.BadInput for anything else; a credential in the address is refused
     */
    public static ParentProxy parse(String url, @Nullable String credential) {
        try {
            if (Target.parse("GET", url) instanceof Target.Absolute target
                    && target.scheme().equals("http")
                    && target.path().equals("/")
                    && target.authority().port().isPresent()) {
                return new ParentProxy(target.authority().host(), target.port(), credential);
            }
        } catch (WireException e) {
            throw unreadable(e.why());
        }
        throw unreadable("it is not of the form http://host:port");
    }

    Headers headers(Authority wanted) {
        Headers headers = Headers.of("Host", wanted.toString());
        return credential == null
                ? headers
                : headers.plus(
                        "Proxy-Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.UTF_8)));
    }

    private static CordonException.BadInput unreadable(String why) {
        return new CordonException.BadInput(Problem.of(
                "parent-proxy",
                "The parent proxy can't be read",
                why,
                "write http://host:port, and a user and password as a secret of their own"));
    }

    /** Without the credential. */
    @Override
    public String toString() {
        return "http://" + Authority.of(host, port);
    }
}
