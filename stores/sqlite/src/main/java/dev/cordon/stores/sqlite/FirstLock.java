package dev.cordon.stores.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The writer's lock of files of the first format: a file of its own beside each partition, which a process of that
 * version may still hold. Taken under {@link PartitionLock} only, so never twice in one process. Whoever holds it makes
 * the partition one that such a process no longer opens, or removes it, and then removes this.
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

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(file);
        }
    }
}
