package dev.cordon.stores.sqlite;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The right to write one partition: an advisory lock of the kernel on one byte, which ends with its process, however
 * that ends. Its place is 62 bits of the partition's key; should two partitions ever have one place, the second is
 * refused as busy: never are there two writers. Costs no descriptor of its own.
 */
final class PartitionLock implements AutoCloseable {
    private static final int HEX_OF_A_LONG = 16;

    private final LockFile.Range range;

    private PartitionLock(LockFile.Range range) {
        this.range = range;
    }

    /**
     * @param locks the file that the partition shares with others
     * @param key the partition's, in hex
     * @throws CordonException.Conflict if somebody holds it; says which process, if that is known when it is read
     */
    static PartitionLock take(Path locks, String key) {
        try {
            Database.privateFolder(Database.folderOf(locks));
            return new PartitionLock(LockFile.take(locks, place(key)));
        } catch (LockFile.Held e) {
            throw busy(e);
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        }
    }

    /** The key's first byte chose the file. */
    static long place(String key) {
        return Long.parseUnsignedLong(key.substring(2, 2 + HEX_OF_A_LONG), 16) >>> 2;
    }

    /**
     * Runs {@code work} while no process of the first version writes {@code file}, and leaves nothing of its lock.
     *
     * @throws CordonException.Conflict while one does
     */
    void withoutFirst(Path file, Runnable work) {
        try (FirstLock _ = FirstLock.take(PartitionFiles.firstLock(file))) {
            work.run();
        } catch (LockFile.Held e) {
            throw busy(e);
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        }
    }

    /** The same, where such a process ever wrote it. */
    void withoutFirstIfAny(Path file, Runnable work) {
        if (Files.exists(PartitionFiles.firstLock(file))) {
            withoutFirst(file, work);
        } else {
            work.run();
        }
    }

    /**
     * For who only reads {@code file}.
     *
     * @throws CordonException.Conflict while a process of the first version writes it
     */
    void requireNoFirst(Path file) {
        try {
            FirstLock.requireFree(PartitionFiles.firstLock(file));
        } catch (LockFile.Held e) {
            throw busy(e);
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        }
    }

    /** Who waits tries many times: the holder is looked for when the refusal is read, not when it is made. */
    private static CordonException.Conflict busy(LockFile.Held held) {
        return new CordonException.Conflict(
                Problem.of(
                        Rule.C18,
                        "session-busy",
                        "The session is busy",
                        "",
                        "wait until it ends, or use another session"),
                () -> held.holder() + " is writing to it, and a session has one writer at a time");
    }

    @Override
    public void close() {
        range.close();
    }
}
