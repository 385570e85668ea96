package dev.cordon.stores.sqlite;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write one partition: an advisory lock of the kernel, which ends with its process, however that ends. The
 * kernel's locks belong to the process and go when any descriptor of the file is closed; so the table of what this
 * process holds is one for the whole process, and the file is never opened by a process that holds it.
 */
final class PartitionLock implements AutoCloseable {
    private static final int PID_BYTES = 20;
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private PartitionLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws CordonException.Conflict if somebody holds it; says which process, if that is known */
    static PartitionLock take(Path file) {
        try {
            Path folder = Database.folderOf(file);
            Database.privateFolder(folder);
            Path canonical = folder.toRealPath().resolve(file.getFileName());
            if (!HELD.add(canonical)) {
                throw busy("this process");
            }
            try {
                return new PartitionLock(canonical, lock(canonical));
            } catch (IOException | RuntimeException e) {
                HELD.remove(canonical);
                throw e;
            }
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw busy(holder(channel));
            }
            // Over what is there, always as long: file systems write out a file that was truncated when it is closed.
            String pid = String.format(
                    "%-" + PID_BYTES + "d", ProcessHandle.current().pid());
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(PID_BYTES);
        channel.read(text, 0);
        String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).trim();
        return pid.matches("[0-9]+") ? "process " + pid : "another process";
    }

    private static CordonException.Conflict busy(String holder) {
        return new CordonException.Conflict(Problem.of(
                Rule.C18,
                "session-busy",
                "The session is busy",
                holder + " is writing to it, and a session has one writer at a time",
                "wait until it ends, or use another session"));
    }

    /** Removes the lock's file, too: only for a partition that is gone. */
    void closeAndRemove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        } finally {
            HELD.remove(file);
        }
    }
}
