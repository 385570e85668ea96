package dev.cordon.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a request's body to its end. */
public final class WholeBody {
    private WholeBody() {}

    /** All of {@code body}; empty when it has more than {@code most} bytes. A client that waits for a 100 gets one. */
    public static Optional<byte[]> read(RequestHead head, Body body, Connection connection, int most)
            throws IOException {
        if (head.expectsContinue()) {
            connection.output().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            connection.output().flush();
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 << 10];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            kept.write(buffer, 0, n);
            if (kept.size() > most) {
                return Optional.empty();
            }
        }
        return Optional.of(kept.toByteArray());
    }
}
