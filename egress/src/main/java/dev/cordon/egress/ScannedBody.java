package dev.cordon.egress;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Lets a body out piece by piece, each after a check. The last 64 KiB of what was checked are held back and checked again
 * with what follows, so that of a secret up to that length not even a part leaves. Holds at most 1 MiB.
 */
final class ScannedBody extends InputStream {
    static final int WINDOW = 1 << 20;
    static final int OVERLAP = 64 << 10;

    private final InputStream source;
    private final Check check;
    private byte[] window = new byte[OVERLAP];
    private int filled;
    private int given;
    private int released;
    private boolean ended;

    ScannedBody(InputStream source, Check check) {
        this.source = source;
        this.check = check;
    }

    /** Throws for what must not leave. */
    @FunctionalInterface
    interface Check {
        void check(byte[] content) throws Denied;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (given == released && !ended) {
            nextWindow();
        }
        if (given == released) {
            return -1;
        }
        int count = Math.min(length, released - given);
        System.arraycopy(window, given, target, offset, count);
        given += count;
        return count;
    }

    private void nextWindow() throws IOException {
        System.arraycopy(window, given, window, 0, filled - given);
        filled -= given;
        given = 0;
        released = 0;
        fill();
        if (filled > 0) {
            check.check(Arrays.copyOf(window, filled));
        }
        released = ended ? filled : filled - OVERLAP;
    }

    private void fill() throws IOException {
        while (!ended && filled < WINDOW) {
            if (filled == window.length) {
                window = Arrays.copyOf(window, Math.min(WINDOW, filled * 2));
            }
            int count = source.read(window, filled, window.length - filled);
            ended = count < 0;
            filled += Math.max(0, count);
        }
    }
}
