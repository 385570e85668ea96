package dev.cordon.stores.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One empty file of which many partitions lock a byte each, so that an open writer costs no descriptor. A lock of the
 * kernel belongs to the process and goes when any descriptor of its file is closed: so this process opens each such
 * file once, told by its inode, and closes it when it holds nothing there. Nobody removes the file. Thread-safe.
 */
final class LockFile {
    /** Every file of this process, by inode; guards all that changes here. */
    private static final Map<Object, LockFile> OPEN = new HashMap<>();

    private final Object inode;
    private final FileChannel channel;
    private int held;

    private LockFile(Object inode, FileChannel channel) {
        this.inode = inode;
        this.channel = channel;
    }

    /** Somebody holds a byte already. */
    static final class Held extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Supplier<String> holder;

        Held(String holder) {
            this(() -> holder);
        }

        /** @param holder looks who it is: read when it is asked for, under no lock of ours */
        private Held(Supplier<String> holder) {
            super("held", null, false, false);
            this.holder = holder;
        }

        /** Who it is, in words, as far as that is known at this moment. */
        String holder() {
            return holder.get();
        }
    }

    /** One byte, held until it is closed. */
    static final class Range implements AutoCloseable {
        private final LockFile file;
        private final FileLock lock;
        private boolean released;

        private Range(LockFile file, FileLock lock) {
            this.file = file;
            this.lock = lock;
        }

        @Override
        public void close() {
            synchronized (OPEN) {
                if (released) {
                    return;
                }
                released = true;
                try {
                    lock.release();
                } catch (IOException e) {
                    throw SqliteErrors.of(e);
                } finally {
                    file.leave();
                }
            }
        }
    }

    /**
     * Takes the byte at {@code position}, in a file that is made where it is missing.
     *
     * @param position from 0, below 2^62
     * @throws Held where this process or another has it
     */
    static Range take(Path path, long position) throws IOException, Held {
        synchronized (OPEN) {
            LockFile file = of(path);
            file.held++;
            try {
                return new Range(file, file.lock(path, position));
            } catch (IOException | RuntimeException | Held e) {
                file.leave();
                throw e;
            }
        }
    }

    /** Looks for the inode before it opens: to close a second descriptor would end every lock of the first. */
    private static LockFile of(Path path) throws IOException {
        Optional<Object> there = inode(path);
        LockFile known = there.map(OPEN::get).orElse(null);
        if (known != null) {
            return known;
        }
        FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Object inode = inode(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
        LockFile file = new LockFile(inode, channel);
        OPEN.put(inode, file);
        return file;
    }

    private static Optional<Object> inode(Path path) throws IOException {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private FileLock lock(Path path, long position) throws IOException, Held {
        try {
            @Nullable FileLock lock = channel.tryLock(position, 1, false);
            if (lock == null) {
                throw new Held(() -> holder(path, position));
            }
            return lock;
        } catch (OverlappingFileLockException e) {
            throw new Held("this process");
        }
    }

    private void leave() {
        held--;
        if (held > 0) {
            return;
        }
        OPEN.remove(inode);
        try {
            channel.close();
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        }
    }

    /** The kernel's table says who it is, where that process can be seen from here. */
    private static String holder(Path path, long position) {
        try (Stream<String> locks = Files.lines(Path.of("/proc/locks"))) {
            String inode = ":" + Files.getAttribute(path, "unix:ino");
            return locks.map(line -> line.trim().split("\\s+"))
                    .filter(lock -> isOf(lock, inode, position))
                    .findFirst()
                    .map(lock -> "process " + lock[4])
                    .orElse("another process");
        } catch (IOException | UncheckedIOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "another process";
        }
    }

    /** Of {@code 7: POSIX ADVISORY WRITE 4711 fe:00:815 42 43}; neighbouring bytes of one process are one line. */
    private static boolean isOf(String[] lock, String inode, long position) {
        return lock.length == 8
                && lock[1].equals("POSIX")
                && lock[5].endsWith(inode)
                && Long.parseLong(lock[6]) <= position
                && (lock[7].equals("EOF") || Long.parseLong(lock[7]) >= position);
    }
}
