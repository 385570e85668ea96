package dev.cordon.capsule;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * A lock on a file, between processes and between threads alike; the kernel frees it when its process dies, however
 * it dies. Its holder may remove the file: who waited for it then finds that the file it locked is no longer the one
 * at the path, and tries again, so that two never hold the same path.
 *
 * <p>The kernel ties such locks to (process, file): a second descriptor of the same process would free the lock when
 * it is closed. So the threads of one process take turns before they open the file.
 */
final class Lock implements AutoCloseable {
    /** By the file's real path; an entry lives as long as somebody holds or awaits its turn. */
    private static final Map<Path, Turn> TURNS = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private Lock(Path file, FileChannel channel, FileLock lock) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
    }

    private static final class Turn {
        private final Semaphore free = new Semaphore(1);
        private int users;
    }

    /** Waits for the lock. */
    static Lock exclusive(Path file) {
        return take(file, true).orElseThrow();
    }

    /** The lock, or empty where somebody has it. */
    static Optional<Lock> tryExclusive(Path file) {
        return take(file, false);
    }

    private static Optional<Lock> take(Path file, boolean wait) {
        Optional<Lock> taken = Optional.empty();
        try {
            Path real = file.toAbsolutePath().resolveSibling("").toRealPath().resolve(file.getFileName());
            if (!takeTurn(real, wait)) {
                return taken;
            }
            try {
                taken = betweenProcesses(real, wait);
                return taken;
            } finally {
                if (taken.isEmpty()) {
                    endTurn(real, true);
                }
            }
        } catch (IOException e) {
            throw Problems.disk("lock '" + file.getFileName() + "'", e);
        }
    }

    private static boolean takeTurn(Path file, boolean wait) {
        Turn turn = TURNS.compute(file, (path, found) -> {
            Turn ours = found == null ? new Turn() : found;
            ours.users++;
            return ours;
        });
        if (wait) {
            turn.free.acquireUninterruptibly();
            return true;
        }
        boolean taken = turn.free.tryAcquire();
        if (!taken) {
            endTurn(file, false);
        }
        return taken;
    }

    private static void endTurn(Path file, boolean held) {
        TURNS.computeIfPresent(file, (path, turn) -> {
            if (held) {
                turn.free.release();
            }
            return --turn.users == 0 ? null : turn;
        });
    }

    /** Locks what is at the path before the lock and after it; another file in between is no lock. */
    private static Optional<Lock> betweenProcesses(Path file, boolean wait) throws IOException {
        while (true) {
            List<Object> before = make(file);
            FileChannel channel;
            try {
                channel = FileChannel.open(file, StandardOpenOption.WRITE);
            } catch (NoSuchFileException e) {
                continue;
            }
            FileLock lock = null;
            try {
                lock = wait ? channel.lock() : channel.tryLock();
                if (lock != null && !before.isEmpty() && before.equals(identity(file))) {
                    return Optional.of(new Lock(file, channel, lock));
                }
                channel.close();
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            if (lock == null) {
                return Optional.empty();
            }
        }
    }

    private static List<Object> make(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException ignored) {
            // Whoever made it: it is the lock.
        }
        return identity(file);
    }

    private static List<Object> identity(Path file) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return Arrays.asList(found.fileKey(), found.creationTime());
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Removes the file and gives the lock up, in this order: nobody can hold the path in between. */
    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Problems.disk("remove a lock", e);
        } finally {
            close();
        }
    }

    /** Idempotent. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw Problems.disk("unlock", e);
        } finally {
            endTurn(file, true);
        }
    }
}
