package dev.cordon.core;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A writer's place: the first free one of the folders {@code w0}, {@code w1}, … of a tenant, held by a file lock until
 * it is closed or its process dies, so that no two writers share a log.
 */
final class LedgerSlot implements AutoCloseable {
    /** More writers than this at once is a leak of writers. */
    private static final int MOST = 1024;

    /**
     * The slots that this process holds. A POSIX lock belongs to the process, and closing any descriptor of the file
     * gives it up, so a slot of our own must never be opened again to try it: the list is the process's, like the lock.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final LedgerFiles files;
    private final FileChannel lock;

    private LedgerSlot(LedgerFiles files, FileChannel lock) {
        this.files = files;
        this.lock = lock;
    }

    static LedgerSlot take(Path tenantFolder) throws IOException {
        Files.createDirectories(
                tenantFolder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path folder = tenantFolder.toRealPath();
        for (int writer = 0; writer < MOST; writer++) {
            LedgerFiles files = new LedgerFiles(folder.resolve("w" + writer));
            if (HELD.add(files.folder())) {
                @Nullable LedgerSlot slot = tryHold(files);
                if (slot != null) {
                    return slot;
                }
            }
        }
        throw new CordonException.Unavailable(Problem.of(
                Rule.C34,
                "ledger-slots-exhausted",
                "The ledger takes no further writer",
                MOST + " processes write to it already",
                "end runs that nobody needs (cordon teardown --all), then try again"));
    }

    private static @Nullable LedgerSlot tryHold(LedgerFiles files) throws IOException {
        @Nullable LedgerSlot slot = null;
        try {
            Files.createDirectories(files.folder());
            slot = lock(files);
            return slot;
        } finally {
            if (slot == null) {
                HELD.remove(files.folder());
            }
        }
    }

    private static @Nullable LedgerSlot lock(LedgerFiles files) throws IOException {
        FileChannel channel = FileChannel.open(files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return null;
        }
        return new LedgerSlot(files, channel);
    }

    LedgerFiles files() {
        return files;
    }

    @Override
    public void close() throws IOException {
        try {
            lock.close();
        } finally {
            HELD.remove(files.folder());
        }
    }
}
