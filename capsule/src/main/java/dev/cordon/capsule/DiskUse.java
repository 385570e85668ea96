package dev.cordon.capsule;

import dev.cordon.capsule.Folders.Size;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Whether a capsule that is at work is past its disk limit: its folders, and what its processes hold open of deleted
 * files. To be asked again and again; it looks when a look is due, and what it looks at takes no more of the machine
 * than its share, however much a capsule makes of it (C34). For one thread.
 */
final class DiskUse implements AutoCloseable {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** A look at the folders may cost this part of a core. */
    private static final int PAUSE_PER_LOOK = 10;

    /** The search for deleted files may cost this part of a core, */
    private static final int SEARCH_SHARE = 100;

    /** or this part while the disk loses space. */
    private static final int HASTY_SEARCH_SHARE = 10;

    private static final Duration LONGEST_SEARCH = Duration.ofMillis(20);

    /** An entry costs an inode and its names; the limit on entries follows from the limit on bytes. */
    private static final long BYTES_PER_ENTRY = 2048;

    private final List<Path> folders;
    private final long leader;
    private final long limit;
    private final long reserve;
    private final FileStore disk;
    private final DeletedFiles deleted;
    private long freeAtLook;
    private long freeAtSearch;
    private long nextLook = System.nanoTime();
    private long earnedAt = nextLook;
    private long earned = LONGEST_SEARCH.toNanos();
    private boolean doubt;

    /**
     * @param leader the first process of the capsule
     * @param reserve free bytes of the disk below which all that the capsule ever wrote counts, wherever it keeps it
     */
    DiskUse(List<Path> folders, long leader, long limit, long reserve) throws IOException {
        this.folders = List.copyOf(folders);
        this.leader = leader;
        this.limit = limit;
        this.reserve = reserve;
        this.disk = Files.getFileStore(folders.getFirst());
        this.deleted = new DeletedFiles(leader);
        this.freeAtLook = disk.getUsableSpace();
        this.freeAtSearch = freeAtLook;
    }

    boolean isPastLimit() throws IOException {
        long free = disk.getUsableSpace();
        boolean haste = doubt || freeAtSearch - free > limit / 4;
        boolean searched = search(haste);
        freeAtSearch = searched ? free : freeAtSearch;
        boolean due = System.nanoTime() >= nextLook || freeAtLook - free > limit / 4 || (searched && haste);
        return due && look(searched, free);
    }

    private boolean look(boolean searched, long free) throws IOException {
        long begin = System.nanoTime();
        Size size = LiveSize.of(folders);
        boolean past = isPast(size.plus(deleted.found()), limit);
        // What a search found some time ago may be closed now: then the next one decides.
        doubt = past && !searched;
        nextLook = begin + Math.min((System.nanoTime() - begin) * PAUSE_PER_LOOK, LONGEST_PAUSE.toNanos());
        freeAtLook = free;
        return (past && searched) || isPast(size, limit) || wroteElsewhere();
    }

    private boolean search(boolean haste) {
        long begin = System.nanoTime();
        earned += (begin - earnedAt) / (haste ? HASTY_SEARCH_SHARE : SEARCH_SHARE);
        earned = Math.min(earned, LONGEST_SEARCH.toNanos());
        earnedAt = begin;
        if (earned <= 0) {
            return false;
        }
        boolean searched = deleted.search(earned);
        earned -= System.nanoTime() - begin;
        return searched;
    }

    private boolean wroteElsewhere() throws IOException {
        return disk.getUsableSpace() < reserve
                && WritingProcesses.writtenBytes(
                                WritingProcesses.of(leader), disk.type().equals("tmpfs"))
                        > limit;
    }

    /** For a capsule of which nothing runs any more. */
    static boolean isPast(List<Path> folders, long limit) {
        return isPast(LiveSize.of(folders), limit);
    }

    private static boolean isPast(Size size, long limit) {
        return size.bytes() > limit || size.entries() > limit / BYTES_PER_ENTRY;
    }

    @Override
    public void close() {
        deleted.close();
    }
}
