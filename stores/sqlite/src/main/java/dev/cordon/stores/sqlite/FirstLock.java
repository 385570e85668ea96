package dev.cordon.stores.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The writer's lock of files of the first format: a file of its own beside each partition, which a process of that
 * version may still hold. Taken under {@link PartitionLock} only, so never twice in one process. Who takes it makes the
 * partition one that such a process no longer opens, or puts another in its place, or removes it, and then removes this;
 * who only looks, {@link #requireFree}, leaves it where it is.
 */
final class FirstLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private FirstLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws LockFile.Held where a process of the first version writes */
    static FirstLock take(Path file) throws IOException, LockFile.Held {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            if (channel.tryLock() == null) {
                throw new LockFile.Held("another process");
            }
            return new FirstLock(file, channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new LockFile.Held("this process");
        } catch (IOException | RuntimeException | LockFile.Held e) {
            channel.close();
            throw e;
        }
    }

    /** @throws LockFile.Held where a process of the first version writes */
    static void requireFree(Path file) throws IOException, LockFile.Held {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.tryLock() == null) {
                throw new LockFile.Held("another process");
            }
        } catch (NoSuchFileException e) {
            // Nobody of that version was ever there.
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(file);
        }
    }
}
