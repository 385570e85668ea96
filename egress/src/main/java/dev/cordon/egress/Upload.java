package dev.cordon.egress;

import dev.cordon.wire.BodyWriter;
import dev.cordon.wire.Framing;
import dev.cordon.wire.HeadWriter;
import dev.cordon.wire.RequestHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request upstream while its answer is read already. What fails on the client's side, a finding included,
 * closes the upstream so that the reader learns of it; what fails upstream is for the reader to see.
 */
final class Upload implements Runnable {
    private static final int PIECE = 64 << 10;

    private final RequestHead head;
    private final Framing framing;
    private final InputStream content;
    private final Socket upstream;
    private final OutputStream out;
    private volatile @Nullable IOException fault;
    private volatile boolean finished;

    /** @param content the body, checked on its way where somebody asks for that; trailers are dropped */
    Upload(RequestHead head, Framing framing, InputStream content, Socket upstream, OutputStream out) {
        this.head = head;
        this.framing = framing;
        this.content = content;
        this.upstream = upstream;
        this.out = out;
    }

    @Override
    public void run() {
        byte[] piece = new byte[PIECE];
        try {
            int count = next(piece);
            HeadWriter.write(head, out);
            BodyWriter writer = BodyWriter.of(framing, out);
            for (; count >= 0; count = next(piece)) {
                writer.write(piece, 0, count);
                writer.flush();
            }
            writer.finish();
        } catch (IOException e) {
            // The reader of the answer sees it.
        } finally {
            finished = true;
        }
    }

    boolean isFinished() {
        return finished;
    }

    /** Throws what failed on the client's side, if anything did. */
    void rethrow() throws IOException {
        IOException failed = fault;
        if (failed != null) {
            throw failed;
        }
    }

    private int next(byte[] piece) throws IOException {
        try {
            return content.read(piece);
        } catch (IOException e) {
            fault = e;
            upstream.close();
            throw e;
        }
    }
}
