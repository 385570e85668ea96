package dev.cordon.capsule;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches how much a capsule writes and calls back once when it is past its limit, or when that can't be told (C29).
 * Between two looks a capsule can overshoot by what it writes in that time; a single file is bounded by the kernel.
 * A look takes as long as the capsule has files, so the pause grows with it; but when the file system loses space
 * quickly, whoever causes it, every watch there looks at once.
 */
final class DiskWatch implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(200);

    /** Where less than this is free, a capsule that wrote more than its limit ends, wherever it keeps it. */
    private static final long RESERVE = 512L << 20;

    private final List<Path> folders;
    private final long leader;
    private final long limit;
    private final long reserve;
    private final Runnable exceeded;
    private final Thread thread;
    private volatile boolean closed;

    /** @param leader the first process of the capsule */
    DiskWatch(List<Path> folders, long leader, long limit, Runnable exceeded) {
        this(folders, leader, limit, RESERVE, exceeded);
    }

    DiskWatch(List<Path> folders, long leader, long limit, long reserve, Runnable exceeded) {
        this.folders = List.copyOf(folders);
        this.leader = leader;
        this.limit = limit;
        this.reserve = reserve;
        this.exceeded = exceeded;
        this.thread = Thread.ofPlatform().daemon().name("cordon-disk-watch").start(this::watchOrEnd);
    }

    /** Of memory that runs out, too: a watch that ended unseen would be no limit. */
    private void watchOrEnd() {
        try {
            watch();
        } catch (Throwable e) {
            if (!closed) {
                exceeded.run();
            }
        }
    }

    private void watch() throws IOException {
        try (DiskUse use = new DiskUse(folders, leader, limit, reserve)) {
            while (!closed) {
                if (use.isPastLimit()) {
                    exceeded.run();
                    return;
                }
                LockSupport.parkNanos(TICK.toNanos());
            }
        }
    }

    /** Ends the watch; a look that is under way may still end after this. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
