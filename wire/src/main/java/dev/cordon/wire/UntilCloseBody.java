package dev.cordon.wire;

import java.io.IOException;
import java.io.InputStream;

/** All that comes until the server closes. */
final class UntilCloseBody extends Body {
    private final InputStream in;
    private boolean ended;

    UntilCloseBody(InputStream in, Side side) {
        super(side);
        this.in = in;
    }

    @Override
    public boolean isComplete() {
        return ended;
    }

    @Override
    int some(byte[] target, int offset, int length) throws IOException {
        int count = ended ? -1 : in.read(target, offset, length);
        ended = count < 0;
        return count;
    }
}
