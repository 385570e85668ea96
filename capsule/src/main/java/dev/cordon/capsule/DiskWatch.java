package dev.cordon.capsule;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
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
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** A look may cost this part of a core. */
    private static final int PAUSE_PER_LOOK = 10;

    /** Listing open files costs with their number; while the disk loses no space it may cost this part of a core. */
    private static final int PAUSE_PER_LISTING = 100;

    /** An entry costs an inode and its names; the limit on entries follows from the limit on bytes. */
    private static final long BYTES_PER_ENTRY = 2048;

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
        FileStore disk = Files.getFileStore(folders.getFirst());
        long freeAtStart = disk.getUsableSpace();
        long freeAtLook = freeAtStart;
        long nextLook = System.nanoTime();
        long nextListing = nextLook + TICK.toNanos();
        while (!closed) {
            long free = disk.getUsableSpace();
            long begin = System.nanoTime();
            if (begin >= nextLook || freeAtLook - free > limit / 4) {
                boolean listing = begin >= nextListing || freeAtStart - free > limit / 4;
                if (exceeds(listing ? OpenFiles.processes(leader) : List.of(), disk)) {
                    exceeded.run();
                    return;
                }
                long took = System.nanoTime() - begin;
                nextLook = begin + Math.min(took * PAUSE_PER_LOOK, LONGEST_PAUSE.toNanos());
                nextListing = listing ? begin + took * PAUSE_PER_LISTING : nextListing;
                freeAtLook = free;
            }
            LockSupport.parkNanos(TICK.toNanos());
        }
    }

    private boolean exceeds(List<Long> processes, FileStore disk) throws IOException {
        return isPast(folders, limit, OpenFiles.deletedBytes(processes))
                || (disk.getUsableSpace() < reserve
                        && OpenFiles.writtenBytes(processes, disk.type().equals("tmpfs")) > limit);
    }

    /** For a capsule of which nothing runs any more. */
    static boolean isPast(List<Path> folders, long limit) {
        return isPast(folders, limit, 0);
    }

    private static boolean isPast(List<Path> folders, long limit, long elsewhere) {
        Folders.Size size = LiveSize.of(folders);
        return size.bytes() + elsewhere > limit || size.entries() > limit / BYTES_PER_ENTRY;
    }

    /** Ends the watch; a look that is under way may still end after this. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
