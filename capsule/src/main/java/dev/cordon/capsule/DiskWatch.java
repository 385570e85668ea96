package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches how much a capsule writes and calls back once when it is past its limit, or when that can't be told (C29).
 * Between two looks a capsule can overshoot by what it writes in that time; a single file is bounded by the kernel.
 * A look takes as long as the capsule has files, so the pause grows with it and the watch costs at most a tenth of a
 * core.
 */
final class DiskWatch implements AutoCloseable {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);

    /** An entry costs an inode and its names; the limit on entries follows from the limit on bytes. */
    private static final long BYTES_PER_ENTRY = 2048;

    private final List<Path> folders;
    private final long limit;
    private final Runnable exceeded;
    private final Thread thread;
    private volatile boolean closed;

    DiskWatch(List<Path> folders, long limit, Runnable exceeded) {
        this.folders = List.copyOf(folders);
        this.limit = limit;
        this.exceeded = exceeded;
        this.thread = Thread.ofPlatform().daemon().name("cordon-disk-watch").start(this::watch);
    }

    private void watch() {
        while (!closed) {
            long begin = System.nanoTime();
            if (isPast(folders, limit)) {
                exceeded.run();
                return;
            }
            LockSupport.parkNanos(Math.max(SHORTEST_PAUSE.toNanos(), 10 * (System.nanoTime() - begin)));
        }
    }

    static boolean isPast(List<Path> folders, long limit) {
        try {
            Folders.Size size = folders.stream().map(Folders::size).reduce(Folders.Size.NOTHING, Folders.Size::plus);
            return size.bytes() > limit || size.entries() > limit / BYTES_PER_ENTRY;
        } catch (CordonException e) {
            return true;
        }
    }

    /** Ends the watch; a look that is under way may still end after this. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
