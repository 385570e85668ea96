package dev.cordon.egress;

import dev.cordon.wire.ByteBudget;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Lets a body out piece by piece, each after a check. The last 64 KiB of what was checked are held back and checked again
 * with what follows, so that of a secret up to that length not even a part leaves. Holds at most 1 MiB, and as much again
 * three times while that is checked: a share of its door's memory, until it is closed (C34).
 */
final class ScannedBody extends InputStream {
    static final int WINDOW = 1 << 20;
    static final int OVERLAP = 64 << 10;

    /** The window, what is checked of it, that as text, and that without its escapes. */
    private static final int COPIES = 4;

    private final InputStream source;
    private final Check check;
    private final ByteBudget.Lease lease;
    private byte[] window = new byte[0];
    private int filled;
    private int given;
    private int released;
    private boolean ended;

    ScannedBody(InputStream source, Check check, ByteBudget budget) {
        this.source = source;
        this.check = check;
        this.lease = budget.lease();
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

    private void enlarge(int size) throws Denied {
        if (!lease.grow((long) COPIES * (size - window.length))) {
            throw new Denied(EgressCode.CROWDED, "too much is being sent at once; send it again later");
        }
        window = Arrays.copyOf(window, size);
    }

    @Override
    public void close() {
        lease.close();
    }

    private void fill() throws IOException {
        while (!ended && filled < WINDOW) {
            if (filled == window.length) {
                enlarge(Math.clamp(filled * 2L, OVERLAP, WINDOW));
            }
            int count = source.read(window, filled, window.length - filled);
            ended = count < 0;
            filled += Math.max(0, count);
        }
    }
}
