package dev.cordon.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the first bytes of a run's output in a file, up to a limit, and counts the rest (attack case 40). Past the limit
 * it takes output slowly, so that whoever floods it waits on a full pipe and costs its neighbours nothing (C34). Whoever
 * follows the file sees each write as it comes. Thread-safe.
 */
final class BoundedLog implements AutoCloseable {
    /** Bytes per second past the limit, of each stream. */
    private static final long RATE = 32L << 20;

    private final OutputStream file;
    private final long limit;
    private long kept;
    private long dropped;

    BoundedLog(Path path, long limit) throws IOException {
        this.file = Files.newOutputStream(path);
        this.limit = limit;
    }

    void write(byte[] bytes, int length) {
        if (!keep(bytes, length)) {
            LockSupport.parkNanos(length * 1_000_000_000L / RATE);
        }
    }

    /** Answers whether all of it was kept. */
    private synchronized boolean keep(byte[] bytes, int length) {
        int room = (int) Math.min(length, limit - kept);
        try {
            file.write(bytes, 0, room);
            kept += room;
            dropped += length - room;
            return room == length;
        } catch (IOException e) {
            // A full disk must not block the agent's pipe for ever: what can't be kept is counted as dropped.
            dropped += length;
            return false;
        }
    }

    synchronized long dropped() {
        return dropped;
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException ignored) {
            // All bytes went out with their own write.
        }
    }
}
