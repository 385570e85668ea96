package dev.cordon.run;

import dev.cordon.core.CordonException;
import dev.cordon.memory.EmbeddingWay;
import dev.cordon.wire.Body;
import dev.cordon.wire.Framing;
import dev.cordon.wire.HeadReader;
import dev.cordon.wire.HeadWriter;
import dev.cordon.wire.Headers;
import dev.cordon.wire.RequestHead;
import dev.cordon.wire.ResponseHead;
import dev.cordon.wire.Side;
import dev.cordon.wire.Target;
import dev.cordon.wire.Tls;
import dev.cordon.wire.Version;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The way to an embeddings endpoint, out of this machine as models are reached: through the parent proxy, with TLS that
 * trusts the private authorities, redirects not followed. Each request has 30 s in all. Thread-safe; holds no connection.
 */
public final class EmbeddingEndpoint implements EmbeddingWay {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String METHOD = "POST";

    private final URI base;
    private final Outside outside;
    private final Tls tls;
    private final Duration patience;

    /**
     * @param base like {@code https://api.example.com}; a trailing {@code /v1} is the same as none
     * @throws CordonException.BadInput when the file of an authority can't be used
     */
    public EmbeddingEndpoint(URI base, Outside outside) {
        this(base, outside, PATIENCE);
    }

    EmbeddingEndpoint(URI base, Outside outside, Duration patience) {
        this.base = base;
        this.outside = outside;
        this.tls = Tls.trusting(outside.egress().authorities());
        this.patience = patience;
    }

    /** Closes what it holds when the time is over, whatever it waits for: a socket of a virtual thread ends with it. */
    @Override
    public Answer post(byte[] json, String key, int most) throws IOException {
        FutureTask<Answer> asking = new FutureTask<>(() -> ask(json, key, most));
        Thread thread = Thread.ofVirtual().start(asking);
        try {
            return asking.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("the endpoint takes too long");
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            thread.interrupt();
        }
    }

    private static IOException failed(@Nullable Throwable why) {
        return switch (why) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> new IOException(why);
        };
    }

    private Answer ask(byte[] json, String key, int most) throws IOException {
        ProviderConnections ways = new ProviderConnections(ProviderConnections.dialer(outside), tls);
        boolean secured = "https".equals(base.getScheme());
        int port = base.getPort() >= 0 ? base.getPort() : secured ? 443 : 80;
        try (Socket socket = ways.open(base.getHost(), port, secured)) {
            send(json, key, socket.getOutputStream());
            InputStream in = new BufferedInputStream(socket.getInputStream());
            ResponseHead head = HeadReader.response(in);
            return new Answer(head.status(), whole(Body.of(Framing.of(METHOD, head), in, Side.RESPONSE), most));
        }
    }

    private void send(byte[] json, String key, OutputStream out) throws IOException {
        Headers headers = Headers.of(
                "host",
                base.getPort() < 0 ? base.getHost() : base.getHost() + ":" + base.getPort(),
                "content-type",
                "application/json",
                "content-length",
                Integer.toString(json.length),
                "connection",
                "close");
        if (!key.isEmpty()) {
            headers = headers.with("authorization", "Bearer " + key);
        }
        HeadWriter.write(new RequestHead(METHOD, new Target.Origin(path()), Version.HTTP_1_1, headers), out);
        out.write(json);
        out.flush();
    }

    private String path() {
        String path = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
        return (path.endsWith("/v1") ? path : path + "/v1") + "/embeddings";
    }

    private static byte[] whole(Body body, int most) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 << 10];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            if (kept.size() + n > most) {
                throw new IOException("the answer has more than " + most + " bytes");
            }
            kept.write(buffer, 0, n);
        }
        return kept.toByteArray();
    }
}
