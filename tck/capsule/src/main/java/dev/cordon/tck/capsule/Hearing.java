package dev.cordon.tck.capsule;

import dev.cordon.run.RunListener;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Keeps the beginning of what a run's program prints. Thread-safe. */
final class Hearing implements RunListener {
    private static final int KEPT = 1 << 20;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean ended;

    @Override
    public void step(Stage stage, String line) {}

    @Override
    public synchronized void output(byte[] bytes, int length, boolean error) {
        kept.write(bytes, 0, Math.min(length, KEPT - Math.min(KEPT, kept.size())));
        notifyAll();
    }

    @Override
    public void progress(String what) {}

    synchronized String text() {
        return kept.toString(StandardCharsets.ISO_8859_1);
    }

    /** Nothing more will come. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits until the text is there; answers false when it does not come. */
    synchronized boolean await(String expected, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!text().contains(expected) && !ended) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return text().contains(expected);
    }
}
