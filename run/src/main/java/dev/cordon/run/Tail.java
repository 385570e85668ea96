package dev.cordon.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a run says after its agent has ended, kept for a terminal that attaches later: at most 1 MiB of text, of which
 * the end is dropped, and the exit code, which never is. Thread-safe.
 */
final class Tail {
    private static final int MOST = 1 << 20;

    private final List<Frame> frames = new ArrayList<>();
    private int bytes;

    synchronized void add(Frame.Type type, byte[] text, int offset, int length) {
        int end = offset + Math.min(length, MOST - bytes);
        for (int at = offset; at < end; at += Frame.LONGEST) {
            frames.add(new Frame(type, Arrays.copyOfRange(text, at, Math.min(end, at + Frame.LONGEST))));
        }
        bytes += end - offset;
        notifyAll();
    }

    synchronized void exit(int code) {
        frames.add(Frame.exit(code));
        notifyAll();
    }

    /** The frame at {@code index}; empty when there is none within {@code wait}. */
    @SuppressWarnings("WaitNotInLoop") // Who calls looks again, and an early return costs nothing.
    synchronized Optional<Frame> get(int index, Duration wait) {
        if (index >= frames.size()) {
            try {
                wait(wait.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return index < frames.size() ? Optional.of(frames.get(index)) : Optional.empty();
    }
}
