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
 * Where partitions lie: {@code ab/cd/<key>.db}, beside each its write-ahead log and its writer's lock, so that of a
 * million partitions no folder holds more than some hundred entries. The first version had {@code ab/<key>.db}; such a
 * file is moved when it is first asked for.
 */
final class PartitionFiles {
    private static final String FILE = ".db";
    static final String LOG = ".db-wal";
    static final String SHARED_MEMORY = ".db-shm";
    private static final String LOCK = ".lock";

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
                moveUp(first, file);
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

    static Path lock(Path file) {
        return sibling(file, LOCK);
    }

    /** Everything of the partition but its lock, the file itself last. */
    static List<Path> parts(Path file) {
        return List.of(sibling(file, LOG), sibling(file, SHARED_MEMORY), file);
    }

    /**
     * Moves the log before its file: where a crash comes in between, the next one goes on, since nothing opens the file
     * before it is in its place.
     */
    private static void moveUp(Path first, Path file) {
        PartitionLock lock = PartitionLock.take(lock(first));
        try {
            Database.privateFolder(Database.folderOf(file));
            Files.deleteIfExists(sibling(first, SHARED_MEMORY));
            move(sibling(first, LOG), sibling(file, LOG));
            move(first, file);
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        } finally {
            lock.closeAndRemove();
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
    static void delete(Path file) {
        PartitionLock lock = PartitionLock.take(lock(file));
        try {
            for (Path part : parts(file)) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        } finally {
            lock.closeAndRemove();
        }
    }
}
