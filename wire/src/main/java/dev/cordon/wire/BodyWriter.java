package dev.cordon.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a body under its framing. {@link #finish} ends the frame; without it the other side sees that the body is cut
 * off, which is what an error wants. For one thread. Never closes the stream below.
 */
public final class BodyWriter extends OutputStream {
    private final Framing framing;
    private final OutputStream out;
    private long written;

    private BodyWriter(Framing framing, OutputStream out) {
        this.framing = framing;
        this.out = out;
    }

    public static BodyWriter of(Framing framing, OutputStream out) {
        return new BodyWriter(framing, out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /**
     * Writes one piece; under chunks each piece is one chunk, sent at once.
     *
     * @throws IOException also when the piece is more than the frame holds; nothing of it is written then
     */
    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        if (framing instanceof Framing.Chunked) {
            out.write(chunk(source, offset, length));
        } else {
            if (length > room()) {
                throw new IOException("more bytes than the frame holds");
            }
            out.write(source, offset, length);
        }
        written += length;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /** Ends the frame, with trailers where chunks allow them. */
    public void finish(Headers trailers) throws IOException {
        if (framing instanceof Framing.Chunked) {
            StringBuilder end = new StringBuilder("0\r\n");
            HeadWriter.fields(trailers, end);
            out.write(end.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        } else if (framing instanceof Framing.Length(long bytes) && written != bytes) {
            throw new IOException("fewer bytes than the frame holds");
        }
        out.flush();
    }

    public void finish() throws IOException {
        finish(Headers.NONE);
    }

    private long room() {
        return switch (framing) {
            case Framing.None _ -> 0;
            case Framing.Length(long bytes) -> bytes - written;
            case Framing.Chunked _, Framing.UntilClose _ -> Long.MAX_VALUE;
        };
    }

    private static byte[] chunk(byte[] source, int offset, int length) {
        byte[] size = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] chunk = new byte[size.length + length + 2];
        System.arraycopy(size, 0, chunk, 0, size.length);
        System.arraycopy(source, offset, chunk, size.length, length);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        return chunk;
    }
}
