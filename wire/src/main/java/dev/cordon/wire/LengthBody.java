package dev.cordon.wire;

import java.io.IOException;
import java.io.InputStream;

/** So many bytes. */
final class LengthBody extends Body {
    private final InputStream in;
    private long left;

    LengthBody(InputStream in, Side side, long bytes) {
        super(side);
        this.in = in;
        this.left = bytes;
    }

    @Override
    public boolean isComplete() {
        return left == 0;
    }

    @Override
    int some(byte[] target, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(target, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw fault("truncated", "the connection ended within a body");
        }
        left -= count;
        return count;
    }
}
