package dev.cordon.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A small answer of the boundary's own, sent in one write. Immutable. */
public record Answer(int status, Headers headers, byte[] body) {
    private static final Map<Integer, String> PHRASES = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(201, "Created"),
            Map.entry(202, "Accepted"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Content Too Large"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"),
            Map.entry(505, "HTTP Version Not Supported"));

    /** Plain text, which ends in a line end. */
    public static Answer text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", (text.strip() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    public static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, Headers.of("Content-Type", contentType), body);
    }

    public Answer with(String name, String value) {
        return new Answer(status, headers.with(name, value), body);
    }

    /**
     * Answers {@code asked}, without the body where it was a HEAD.
     *
     * @return whether the client lets the connection live on
     */
    public boolean send(RequestHead asked, Connection connection) throws IOException {
        return send(asked, connection.output());
    }

    /** The same, to a client behind {@code out}. */
    public boolean send(RequestHead asked, OutputStream out) throws IOException {
        boolean alive = asked.keepsAlive();
        out.write(bytes(alive, asked.isHead()));
        return alive;
    }

    /** Answers and says that the connection ends. Always false. */
    public boolean sendLast(Connection connection) throws IOException {
        return sendLast(connection.output());
    }

    /** The same, to a client behind {@code out}. */
    public boolean sendLast(OutputStream out) throws IOException {
        out.write(bytes(false, false));
        return false;
    }

    private byte[] bytes(boolean alive, boolean headOnly) throws IOException {
        Headers all = headers.with("Content-Length", Integer.toString(body.length))
                .with("Connection", alive ? "keep-alive" : "close");
        ByteArrayOutputStream out = new ByteArrayOutputStream(256 + body.length);
        HeadWriter.write(new ResponseHead(Version.HTTP_1_1, status, PHRASES.getOrDefault(status, ""), all), out);
        if (!headOnly) {
            out.write(body);
        }
        return out.toByteArray();
    }
}
