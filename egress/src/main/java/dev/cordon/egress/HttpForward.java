package dev.cordon.egress;

import dev.cordon.wire.Authority;
import dev.cordon.wire.Body;
import dev.cordon.wire.BodyWriter;
import dev.cordon.wire.Framing;
import dev.cordon.wire.HeadReader;
import dev.cordon.wire.HeadWriter;
import dev.cordon.wire.Headers;
import dev.cordon.wire.RequestHead;
import dev.cordon.wire.ResponseHead;
import dev.cordon.wire.Side;
import dev.cordon.wire.Target;
import dev.cordon.wire.Version;
import dev.cordon.wire.WireException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Carries one request out and its answer back; the upstream connection serves no other (C20). */
final class HttpForward {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PIECE = 64 << 10;
    private static final int SHORT_WAIT_MS = 1000;

    private final RequestScan scan;
    private final Duration firstByte;

    HttpForward(RequestScan scan, Duration firstByte) {
        this.scan = scan;
        this.firstByte = firstByte;
    }

    /**
     * Forwards a request whose head was {@linkplain RequestScan#head scanned}.
     *
     * @param host what the upstream is told in Host
     * @return whether the client's connection may live on
     * @throws Denied while nothing of an answer went out
     */
    boolean forward(HttpClientSide client, Authority host, String path, Socket upstream, Traffic traffic)
            throws IOException {
        if (client.head().expectsContinue() && !client.body().isComplete()) {
            client.out().write(CONTINUE);
            client.out().flush();
        }
        try (InputStream content = scan.body(client.body(), client.connection().budget())) {
            Upload upload = upload(client, content, host, path, upstream, traffic);
            InputStream in = new BufferedInputStream(upstream.getInputStream(), PIECE);
            client.connection().alongside(upload);
            ResponseHead response = response(in, upload, client, upstream);
            return answer(client, response, in, traffic);
        }
    }

    private static Upload upload(
            HttpClientSide client, InputStream content, Authority host, String path, Socket upstream, Traffic traffic)
            throws IOException {
        RequestHead asked = client.head();
        Framing framing = Framing.of(asked);
        Headers headers = HopByHop.framed(HopByHop.removed(asked.headers()), framing)
                .with("Host", host.toString())
                .with("Connection", "close");
        RequestHead sent = new RequestHead(asked.method(), new Target.Origin(path), Version.HTTP_1_1, headers);
        OutputStream out = new CountedOutput(upstream.getOutputStream(), traffic.up());
        return new Upload(sent, framing, content, upstream, out);
    }

    private ResponseHead response(InputStream in, Upload upload, HttpClientSide client, Socket upstream)
            throws IOException {
        try {
            awaitFirstByte(in, upload, client, upstream);
            return HeadReader.response(in);
        } catch (IOException e) {
            upload.rethrow();
            throw switch (e) {
                case SocketTimeoutException _ ->
                    new Denied(EgressCode.UPSTREAM_UNREACHABLE, 504, "the server doesn't answer in time");
                case WireException wire
                when !wire.reason().equals("truncated") ->
                    new Denied(EgressCode.MALFORMED, 502, "the server's answer is no strict HTTP: " + wire.why());
                default -> new Denied(EgressCode.UPSTREAM_UNREACHABLE, "the server closed without an answer");
            };
        }
    }

    /** The time runs from the request's last byte, or from where the upstream stops taking it. */
    private void awaitFirstByte(InputStream in, Upload upload, HttpClientSide client, Socket upstream)
            throws IOException {
        boolean watched = false;
        long since = System.nanoTime();
        while (true) {
            upstream.setSoTimeout((int) Math.min(SHORT_WAIT_MS, firstByte.toMillis()));
            if (upload.isFinished() && !watched) {
                watched = true;
                since = System.nanoTime();
                client.connection().whenPeerGoes(() -> close(upstream));
            }
            in.mark(1);
            try {
                in.read();
                in.reset();
                upstream.setSoTimeout(0);
                return;
            } catch (SocketTimeoutException e) {
                if (watched && System.nanoTime() - since > firstByte.toNanos()) {
                    throw e;
                }
            }
        }
    }

    private boolean answer(HttpClientSide client, ResponseHead response, InputStream in, Traffic traffic)
            throws IOException {
        RequestHead asked = client.head();
        Framing theirs = framing(asked, response);
        Framing ours = theirs instanceof Framing.None || theirs instanceof Framing.Length
                ? theirs
                : asked.version() == Version.HTTP_1_1 ? new Framing.Chunked() : new Framing.UntilClose();
        boolean alive = asked.keepsAlive() && !(ours instanceof Framing.UntilClose);
        Headers headers = HopByHop.framed(HopByHop.removed(response.headers()), ours)
                .with("Connection", alive ? "keep-alive" : "close");
        if (response.status() == 204) {
            headers = headers.without("Content-Length");
        }
        OutputStream out = new CountedOutput(client.out(), traffic.down());
        HeadWriter.write(new ResponseHead(Version.HTTP_1_1, response.status(), response.phrase(), headers), out);
        carry(Body.of(theirs, in, Side.RESPONSE), BodyWriter.of(ours, out));
        return alive;
    }

    private static Framing framing(RequestHead asked, ResponseHead response) throws Denied {
        try {
            return Framing.of(asked.method(), response);
        } catch (WireException e) {
            throw new Denied(EgressCode.MALFORMED, 502, "the server's answer is no strict HTTP: " + e.why());
        }
    }

    /** A head is out: whatever fails now ends the connection, since no second answer may follow. */
    private static void carry(Body body, BodyWriter writer) throws IOException {
        byte[] piece = new byte[PIECE];
        try {
            for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
                writer.write(piece, 0, count);
            }
            writer.finish(body.trailers());
        } catch (WireException e) {
            throw new IOException("the answer broke off", e);
        }
    }

    private static void close(Socket upstream) {
        try {
            upstream.close();
        } catch (IOException e) {
            // It is closed as far as it can be.
        }
    }
}
