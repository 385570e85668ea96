package dev.cordon.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps the first bytes of a run's output in a file, up to a limit, and counts the rest (attack case 40). Whoever
 * follows the file sees each write as it comes. Thread-safe.
 */
final class BoundedLog implements AutoCloseable {
    private final OutputStream file;
    private final long limit;
    private long kept;
    private long dropped;

    BoundedLog(Path path, long limit) throws IOException {
        this.file = Files.newOutputStream(path);
        this.limit = limit;
    }

    synchronized void write(byte[] bytes, int length) {
        int room = (int) Math.min(length, limit - kept);
        try {
            file.write(bytes, 0, room);
            kept += room;
            dropped += length - room;
        } catch (IOException e) {
            // A full disk must not block the agent's pipe for ever: what can't be kept is counted as dropped.
            dropped += length;
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
