package dev.cordon.wire;

import java.util.List;

/** How a body's end is known (RFC 9112, section 6). There is one answer for a message, or the message is refused. */
public sealed interface Framing {
    /** No body. */
    record None() implements Framing {}

    /** Exactly so many bytes, from 0. */
    record Length(long bytes) implements Framing {}

    /** Chunks, ended by one of size 0 and trailers. */
    record Chunked() implements Framing {}

    /** A response that lasts until the server closes; where it ends can't be proven. */
    record UntilClose() implements Framing {}

    /**
     * The framing of a request's body.
     *
     * @throws WireException when the head leaves a doubt
     */
    static Framing of(RequestHead head) throws WireException {
        Framing framing = declared(head.headers(), head.version(), Side.REQUEST, new None());
        if (head.target() instanceof Target.Tunnel && !(framing instanceof None || framing.equals(new Length(0)))) {
            throw Side.REQUEST.fault("connect-body", "CONNECT has no body");
        }
        return framing;
    }

    /**
     * The framing of a response's body.
     *
     * @param method of the request that it answers
     * @throws WireException when the head leaves a doubt
     */
    static Framing of(String method, ResponseHead head) throws WireException {
        Framing declared = declared(head.headers(), head.version(), Side.RESPONSE, new UntilClose());
        int status = head.status();
        boolean bodiless = method.equals("HEAD") || head.isInterim() || status == 204 || status == 304;
        boolean opensTunnel = method.equals("CONNECT") && status < 300;
        return bodiless || opensTunnel ? new None() : declared;
    }

    private static Framing declared(Headers headers, Version version, Side side, Framing otherwise)
            throws WireException {
        List<String> lengths = headers.all("content-length");
        List<String> codings = headers.all("transfer-encoding");
        if (!codings.isEmpty() && !lengths.isEmpty()) {
            throw side.fault("length-and-coding", "Content-Length and Transfer-Encoding contradict each other");
        }
        if (!codings.isEmpty()) {
            return chunked(codings, version, side);
        }
        return lengths.isEmpty() ? otherwise : length(lengths, side);
    }

    private static Framing chunked(List<String> codings, Version version, Side side) throws WireException {
        if (codings.size() > 1
                || version == Version.HTTP_1_0
                || !codings.getFirst().equalsIgnoreCase("chunked")) {
            throw side.fault("transfer-coding", "the only transfer coding that is read is one 'chunked' in HTTP/1.1");
        }
        return new Chunked();
    }

    private static Framing length(List<String> lengths, Side side) throws WireException {
        String text = lengths.getFirst();
        if (lengths.size() > 1 || !Chars.isDigits(text) || text.length() > 18) {
            throw side.fault("content-length", "Content-Length is not one number of at most 18 digits");
        }
        return new Length(Long.parseLong(text));
    }
}
