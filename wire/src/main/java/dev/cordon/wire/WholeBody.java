package dev.cordon.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A request's body, read to its end. It holds a share of its door's memory (C34) until it is closed, which its reader does
 * when the request has been answered.
 */
public final class WholeBody implements AutoCloseable {
    /** Of a body of unknown length, while it grows: the array, the next larger one, and the exact one at the end. */
    private static final int GROWTH = 3;

    private final ByteBudget.Lease lease;
    private final Optional<byte[]> bytes;

    private WholeBody(ByteBudget.Lease lease, Optional<byte[]> bytes) {
        this.lease = lease;
        this.bytes = bytes;
    }

    /** All of it; empty when it has more than {@code most} bytes. */
    public Optional<byte[]> bytes() {
        return bytes;
    }

    /**
     * Reads {@code body}, up to {@code most} bytes. A client that waits for a 100 gets one where there is room for what it
     * announces.
     *
     * @throws WireException 503, reason {@code crowded}, when the door's connections hold too much already
     */
    public static WholeBody read(RequestHead head, Body body, Connection connection, int most) throws IOException {
        ByteBudget.Lease lease = connection.budget().lease();
        try {
            long length = Framing.of(head) instanceof Framing.Length(long bytes) ? bytes : -1;
            if (length > most) {
                return new WholeBody(lease, Optional.empty());
            }
            hold(lease, Math.max(0, length));
            letContinue(head, connection);
            return new WholeBody(lease, length < 0 ? growing(body, lease, most) : Optional.of(exactly(length, body)));
        } catch (IOException | RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private static byte[] exactly(long length, Body body) throws IOException {
        byte[] bytes = new byte[(int) length];
        body.readNBytes(bytes, 0, bytes.length);
        return bytes;
    }

    private static Optional<byte[]> growing(Body body, ByteBudget.Lease lease, int most) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 << 10];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            if (kept.size() + n > most) {
                return Optional.empty();
            }
            hold(lease, (long) GROWTH * n);
            kept.write(buffer, 0, n);
        }
        return Optional.of(kept.toByteArray());
    }

    private static void letContinue(RequestHead head, Connection connection) throws IOException {
        if (head.expectsContinue()) {
            connection.output().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            connection.output().flush();
        }
    }

    private static void hold(ByteBudget.Lease lease, long more) throws WireException {
        if (!lease.grow(more)) {
            throw new WireException(503, "crowded", "too much is being sent at once; send it again later");
        }
    }

    @Override
    public void close() {
        lease.close();
    }
}
