package dev.cordon.wire;

import java.io.IOException;
import java.io.InputStream;

/**
 * A message's body: ends exactly where its framing ends, and knows whether it got there. A stream that ends early is a
 * {@link WireException}, never a shorter body. Closing it reads nothing and leaves the connection alone. For one thread.
 */
public abstract sealed class Body extends InputStream permits LengthBody, ChunkedBody, UntilCloseBody {
    private final Side side;

    Body(Side side) {
        this.side = side;
    }

    /** The body that {@code in}, standing right after a head, holds. */
    public static Body of(Framing framing, InputStream in, Side side) {
        return switch (framing) {
            case Framing.None _ -> new LengthBody(in, side, 0);
            case Framing.Length(long bytes) -> new LengthBody(in, side, bytes);
            case Framing.Chunked _ -> new ChunkedBody(in, side);
            case Framing.UntilClose _ -> new UntilCloseBody(in, side);
        };
    }

    /**
     * Whether all of it was read, up to the last byte of its frame. True from the start for an empty body. Of a body that
     * lasts until close it only says that the server closed in order.
     */
    public abstract boolean isComplete();

    /** What followed the last chunk; none before the body is complete. */
    public Headers trailers() {
        return Headers.NONE;
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] target, int offset, int length) throws IOException {
        return length == 0 ? 0 : some(target, offset, length);
    }

    /** At least one byte, or -1 at the end. */
    abstract int some(byte[] target, int offset, int length) throws IOException;

    final WireException fault(String reason, String why) {
        return side.fault(reason, why);
    }

    final Side side() {
        return side;
    }
}
