package dev.cordon.run;

import java.time.Duration;

/**
 * The last output of a terminal, by position since its first byte. One writer, one reader at a time; the reader may be
 * slow, gone, or come back. A reader that keeps reading misses nothing: the writer waits for it. One that stands still
 * for {@code patience} is no longer waited for, until it has caught up, and then misses what was overwritten: it never
 * blocks the agent for good. Thread-safe; holds {@code capacity} bytes and no more.
 */
final class Screen {
    private static final long NOBODY = Long.MAX_VALUE;

    private final byte[] ring;
    private final Duration patience;
    private long written;
    private long reader = NOBODY;
    private boolean stalled;
    private boolean ended;

    Screen(int capacity, Duration patience) {
        this.ring = new byte[capacity];
        this.patience = patience;
    }

    /** What a reader got: bytes up to {@code next}, after {@code missed} that were overwritten. */
    record Part(byte[] bytes, long next, long missed) {}

    /** Where a reader starts who wants the last {@code most} bytes; the writer waits for it from now on. */
    synchronized long enter(long most) {
        stalled = false;
        reader = Math.max(0, written - Math.min(most, ring.length));
        return reader;
    }

    /** Nobody is waited for any more. */
    synchronized void leave() {
        reader = NOBODY;
        notifyAll();
    }

    synchronized void write(byte[] bytes, int length) {
        for (int done = 0; done < length; ) {
            int n = Math.min(length - done, roomAfterWaiting());
            for (int i = 0; i < n; i++) {
                ring[(int) ((written + i) % ring.length)] = bytes[done + i];
            }
            written += n;
            done += n;
            notifyAll();
        }
    }

    /** How much may be written without overwriting what an awaited reader has yet to read. */
    private int roomAfterWaiting() {
        long unchanged = reader;
        long deadline = System.nanoTime() + patience.toNanos();
        while (awaited() && written - reader >= ring.length) {
            long left = deadline - System.nanoTime();
            if (reader != unchanged) {
                unchanged = reader;
                deadline = System.nanoTime() + patience.toNanos();
            } else if (left <= 0) {
                stalled = true;
            } else {
                pause(left);
            }
        }
        return awaited() ? (int) (ring.length - (written - reader)) : ring.length;
    }

    private boolean awaited() {
        return reader != NOBODY && !stalled;
    }

    /** No more will be written. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** What came since {@code position}, at most {@code most} bytes; none when nothing did within {@code wait}. */
    synchronized Part read(long position, int most, Duration wait) {
        if (written == position && !ended) {
            pause(wait.toNanos());
        }
        long from = Math.max(position, written - ring.length);
        byte[] bytes = new byte[(int) Math.min(most, written - from)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = ring[(int) ((from + i) % ring.length)];
        }
        long next = from + bytes.length;
        if (reader != NOBODY) {
            reader = next;
            stalled = stalled && next < written;
        }
        notifyAll();
        return new Part(bytes, next, from - position);
    }

    @SuppressWarnings("WaitNotInLoop") // Who calls looks again, and an early return costs nothing.
    private void pause(long nanos) {
        try {
            wait(Math.max(1, nanos / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stalled = true;
        }
    }
}
