package dev.cordon.stores.sqlite;

import dev.cordon.core.CordonException;
import dev.cordon.core.PartitionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where partitions lie: {@code ab/cd/<key>.db}, beside each its write-ahead log, so that of a million partitions no
 * folder holds more than some hundred entries. The writers of all that begin with {@code ab} lock {@code ab/writers},
 * each its byte. The first version had {@code ab/<key>.db}; such a file is moved when it is first asked for.
 */
final class PartitionFiles {
    private static final String FILE = ".db";
    static final String LOG = ".db-wal";
    static final String SHARED_MEMORY = ".db-shm";
    private static final String FIRST_LOCK = ".lock";
    private static final String LOCKS = "writers";

    private final Path root;

    PartitionFiles(Path root) {
        this.root = root;
    }

    /** The partition's file, there or not. */
    Path of(PartitionId partition) {
        return of(partition.key());
    }

    /** The same by the partition's key. */
    Path of(String key) {
        Path file =
                root.resolve(key.substring(0, 2)).resolve(key.substring(2, 4)).resolve(key + ".db");
        if (!Files.exists(file)) {
            Path first = root.resolve(key.substring(0, 2)).resolve(key + ".db");
            if (Files.exists(first)) {
                moveUp(key, first, file);
            }
        }
        return file;
    }

    /** The keys of all partitions that are there, in order. */
    List<String> keys() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(FILE))
                    .map(name -> name.substring(0, name.length() - FILE.length()))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /**
     * The right to write the partition of this key, there or not.
     *
     * @throws CordonException.Conflict while somebody else has it
     */
    PartitionLock lock(String key) {
        return PartitionLock.take(root.resolve(key.substring(0, 2)).resolve(LOCKS), key);
    }

    /** What a writer of the first version locks. */
    static Path firstLock(Path file) {
        return sibling(file, FIRST_LOCK);
    }

    /** Everything of the partition, the file itself last. */
    static List<Path> parts(Path file) {
        return List.of(sibling(file, LOG), sibling(file, SHARED_MEMORY), file);
    }

    /**
     * Moves the log before its file: where a crash comes in between, the next one goes on, since nothing opens the file
     * before it is in its place.
     */
    private void moveUp(String key, Path first, Path file) {
        try (PartitionLock lock = lock(key)) {
            lock.withoutFirst(first, () -> {
                try {
                    Database.privateFolder(Database.folderOf(file));
                    Files.deleteIfExists(sibling(first, SHARED_MEMORY));
                    move(sibling(first, LOG), sibling(file, LOG));
                    move(first, file);
                } catch (IOException e) {
                    throw SqliteErrors.of(e);
                }
            });
        }
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static Path sibling(Path file, String ending) {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.db$", ending));
    }

    /** @throws CordonException.Conflict while a writer holds it */
    void delete(String key) {
        Path file = of(key);
        try (PartitionLock lock = lock(key)) {
            lock.withoutFirstIfAny(file, () -> {
                try {
                    for (Path part : parts(file)) {
                        Files.deleteIfExists(part);
                    }
                } catch (IOException e) {
                    throw SqliteErrors.of(e);
                }
            });
        }
    }
}
