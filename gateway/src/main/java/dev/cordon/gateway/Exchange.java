package dev.cordon.gateway;

import dev.cordon.wire.Body;
import dev.cordon.wire.BodyWriter;
import dev.cordon.wire.Connection;
import dev.cordon.wire.Framing;
import dev.cordon.wire.HeadReader;
import dev.cordon.wire.HeadWriter;
import dev.cordon.wire.Headers;
import dev.cordon.wire.RequestHead;
import dev.cordon.wire.ResponseHead;
import dev.cordon.wire.Side;
import dev.cordon.wire.Target;
import dev.cordon.wire.Version;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Locale;

/**
 * One request to a provider and its answer, on a connection of their own that ends with them (C20). The answer's bytes
 * pass as they arrive; one that breaks off in its frame ends the agent's connection in the middle, never in order.
 * For one thread.
 */
final class Exchange {
    /** A model may think for minutes before its first byte. */
    private static final int SILENCE_MILLIS = 10 * 60 * 1000;

    /** Of the connection between two neighbours, or of the way: never passed on (RFC 9110, 7.6.1). */
    private static final List<String> NOT_PASSED = List.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "proxy-authenticate",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "host",
            "content-length",
            "expect",
            "forwarded",
            "via",
            "cookie",
            "x-http-method-override",
            "set-cookie");

    private final Model model;
    private final String name;
    private final String key;
    private final String path;
    private final String query;
    private final RequestHead asked;
    private final byte[] body;
    private final Tally received = new Tally();
    private final long begin = System.nanoTime();
    private int status;
    private boolean begun;
    private boolean complete;

    /** @param key of the model's provider; it goes out with this request and nowhere else */
    Exchange(Model model, String key, Asked asked, RequestReader.Read read) {
        this.model = model;
        this.key = key;
        this.name = read.shortModel();
        this.path = asked.path();
        this.query = asked.query();
        this.asked = asked.head();
        this.body = read.body();
    }

    /** Whether the agent's connection may carry another request. */
    boolean run(Upstreams upstreams, Connection connection, Reply reply) throws IOException {
        try (Socket upstream = connection.attach(upstreams.open(model))) {
            connection.whenPeerGoes(() -> close(upstream));
            upstream.setSoTimeout(SILENCE_MILLIS);
            send(upstream.getOutputStream());
            BufferedInputStream in = new BufferedInputStream(upstream.getInputStream(), 16 << 10);
            ResponseHead head = HeadReader.response(in);
            status = head.status();
            return pass(head, in, connection);
        } catch (IOException e) {
            if (begun) {
                throw e;
            }
            return reply.error(502, "api_error", "The model's provider can't be reached: " + reason(e));
        }
    }

    /** The agent went away: what it asked for is of no use to anyone, and costs. */
    private static void close(Socket upstream) {
        try {
            upstream.close();
        } catch (IOException ignored) {
            // Closed already.
        }
    }

    ModelCall record() {
        return new ModelCall(
                name,
                model.provider().name().toLowerCase(Locale.ROOT),
                asked.method(),
                path,
                status,
                body.length,
                received.bytes(),
                Tally.of(body).sha256(),
                received.sha256(),
                complete,
                (System.nanoTime() - begin) / 1_000_000);
    }

    private void send(OutputStream out) throws IOException {
        Headers headers = passed(asked.headers())
                .without("authorization", "x-api-key")
                .with("host", model.authority())
                .with(model.provider().keyHeader(), model.provider().keyValue(key))
                .with("connection", "close");
        if (body.length > 0 || asked.method().equals("POST")) {
            headers = headers.with("content-length", Integer.toString(body.length));
        }
        Target target = new Target.Origin(model.target(path + query));
        HeadWriter.write(new RequestHead(asked.method(), target, Version.HTTP_1_1, headers), out);
        out.write(body);
        out.flush();
    }

    private boolean pass(ResponseHead head, BufferedInputStream in, Connection connection) throws IOException {
        Framing framing = Framing.of(asked.method(), head);
        boolean chunks = framing instanceof Framing.Chunked || framing instanceof Framing.UntilClose;
        boolean old = asked.version() != Version.HTTP_1_1;
        Framing onward = !chunks ? framing : old ? new Framing.UntilClose() : new Framing.Chunked();
        boolean keep = asked.keepsAlive() && !(onward instanceof Framing.UntilClose);
        Headers headers = passed(head.headers());
        if (onward instanceof Framing.Length(long bytes)) {
            headers = headers.with("content-length", Long.toString(bytes));
        } else if (onward instanceof Framing.Chunked) {
            headers = headers.with("transfer-encoding", "chunked");
        }
        begun = true;
        HeadWriter.write(
                new ResponseHead(
                        Version.HTTP_1_1,
                        head.status(),
                        head.phrase(),
                        headers.with("connection", keep ? "keep-alive" : "close")),
                connection.output());
        Body answer = Body.of(framing, in, Side.RESPONSE);
        BodyWriter out = BodyWriter.of(onward, connection.output());
        byte[] buffer = new byte[16 << 10];
        for (int n = answer.read(buffer); n >= 0; n = answer.read(buffer)) {
            received.add(buffer, n);
            out.write(buffer, 0, n);
            out.flush();
        }
        out.finish();
        complete = answer.isComplete();
        return keep;
    }

    private static Headers passed(Headers headers) {
        return headers.without(NOT_PASSED).without(headers.list("connection"));
    }

    /** The kind of failure; addresses and names of the host's network are not the agent's to know. */
    private static String reason(IOException e) {
        return switch (e) {
            case java.net.UnknownHostException _ -> "its name does not resolve";
            case java.net.SocketTimeoutException _ -> "it does not answer in time";
            case javax.net.ssl.SSLException _ -> "its certificate or protocol is not accepted";
            case dev.cordon.wire.WireException wire -> wire.why();
            default -> "the connection failed";
        };
    }
}
