package dev.cordon.capsule;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * A lock on a file, between processes and between threads alike; the kernel frees it when its process dies, however
 * it dies. Lock files are left in place: removing one would let two holders in.
 */
final class Lock implements AutoCloseable {
    private static final Map<Path, Semaphore> WITHIN = new ConcurrentHashMap<>();

    private final Semaphore within;
    private final FileChannel channel;
    private final FileLock lock;

    private Lock(Semaphore within, FileChannel channel, FileLock lock) {
        this.within = within;
        this.channel = channel;
        this.lock = lock;
    }

    /** Waits for the lock. */
    static Lock exclusive(Path file) {
        Semaphore within = within(file);
        within.acquireUninterruptibly();
        try {
            FileChannel channel = open(file);
            return new Lock(within, channel, channel.lock());
        } catch (IOException e) {
            within.release();
            throw Problems.disk("lock '" + file.getFileName() + "'", e);
        }
    }

    /** The lock, or empty where somebody has it. */
    static Optional<Lock> tryExclusive(Path file) {
        Semaphore within = within(file);
        if (!within.tryAcquire()) {
            return Optional.empty();
        }
        Optional<Lock> taken = Optional.empty();
        try {
            taken = tryBetweenProcesses(file, within);
            return taken;
        } catch (IOException e) {
            throw Problems.disk("lock '" + file.getFileName() + "'", e);
        } finally {
            if (taken.isEmpty()) {
                within.release();
            }
        }
    }

    private static Optional<Lock> tryBetweenProcesses(Path file, Semaphore within) throws IOException {
        FileChannel channel = open(file);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new Lock(within, channel, lock));
    }

    private static Semaphore within(Path file) {
        return WITHIN.computeIfAbsent(file.toAbsolutePath().normalize(), f -> new Semaphore(1));
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw Problems.disk("unlock", e);
        } finally {
            within.release();
        }
    }
}
