package dev.cordon.stores.sqlite;

import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Head;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.Backups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A backup is a folder: {@code anchors.db}, {@code incidents.db}, {@code workspaces/}, {@code ledger/}, {@code
 * partitions/}, and {@code complete}, written last. Needs the right to see all sessions; opens none.
 */
public final class Backup implements Backups {
    private static final String COMPLETE = "complete";
    private static final String ANCHORS = "anchors.db";
    private static final String KEYS = "keys.db";
    private static final String PARTITIONS = "partitions";
    private static final List<String> PLAIN_FOLDERS = List.of("workspaces", "ledger");

    private final Path home;

    /** @param access for {@link CrossSessionAccess.Place#BACKUP} */
    public Backup(CrossSessionAccess access, Path home) {
        if (access.place() != CrossSessionAccess.Place.BACKUP) {
            throw new IllegalArgumentException("the right is for " + access.place());
        }
        this.home = home;
    }

    @Override
    public long write(Path folder) {
        requireAbsent(folder);
        try {
            Database.privateFolder(folder);
            // Anchors first: a partition may be ahead of its anchor, never behind it.
            Database.copy(home.resolve(ANCHORS), folder.resolve(ANCHORS));
            Database.copy(home.resolve("incidents.db"), folder.resolve("incidents.db"));
            for (String plain : PLAIN_FOLDERS) {
                copyFolder(home.resolve(plain), folder.resolve(plain));
            }
            long partitions = 0;
            for (Path file : partitions(home.resolve(PARTITIONS))) {
                partitions += copyPartition(file, folder) ? 1 : 0;
            }
            Files.writeString(folder.resolve(COMPLETE), partitions + "\n");
            return partitions;
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        }
    }

    @Override
    public void writeKeys(Path file) {
        requireAbsent(file);
        Database.copy(home.resolve(KEYS), file);
    }

    @Override
    public long restore(Path folder, Path keys) {
        requireComplete(folder);
        if (Files.exists(home.resolve(PARTITIONS)) || Files.exists(home.resolve(KEYS))) {
            throw new CordonException.Conflict(Problem.of(
                    Rule.C11,
                    "home-in-use",
                    "Nothing was restored",
                    "the home '" + home + "' has data",
                    "name an empty one by CORDON_HOME, or restore one session with --session"));
        }
        try {
            Database.privateFolder(home);
            Database.copy(keys, home.resolve(KEYS));
            Database.copy(folder.resolve("incidents.db"), home.resolve("incidents.db"));
            for (String plain : PLAIN_FOLDERS) {
                copyFolder(folder.resolve(plain), home.resolve(plain));
            }
            Map<String, Head> heads = new HashMap<>();
            for (Path file : partitions(folder.resolve(PARTITIONS))) {
                Path target = home.resolve(folder.relativize(file).toString());
                Database.privateFolder(Database.folderOf(target));
                Database.copy(file, target);
                head(target).ifPresent(head -> heads.put(key(target), head));
            }
            Database.copy(folder.resolve(ANCHORS), home.resolve(ANCHORS));
            try (SqliteAnchorStore anchors = new SqliteAnchorStore(home.resolve(ANCHORS))) {
                anchors.beginEpoch(heads);
            }
            return heads.size();
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        }
    }

    @Override
    public void restore(Path folder, PartitionId partition) {
        requireComplete(folder);
        Path from = new PartitionFiles(folder.resolve(PARTITIONS)).of(partition);
        PartitionFiles files = new PartitionFiles(home.resolve(PARTITIONS));
        Path file = files.of(partition);
        try (SqliteAnchorStore anchors = new SqliteAnchorStore(home.resolve(ANCHORS));
                PartitionLock lock = files.lock(partition.key())) {
            if (!Files.exists(from) || anchors.isErased(partition.key())) {
                throw new CordonException.NotFound(Problem.of(
                        Rule.C17,
                        "not-in-backup",
                        "Nothing was restored",
                        "the backup has nothing of this session, or it was erased since",
                        "look into an older backup"));
            }
            lock.requireNoFirst(file);
            Path draft = file.resolveSibling(file.getFileName() + ".restored");
            Files.deleteIfExists(draft);
            Database.copy(from, draft);
            Map<String, Head> head = new HashMap<>();
            head(draft).ifPresent(found -> head.put(partition.key(), found));
            // The new epoch first: a crash in between leaves a file that is refused until it is restored again.
            anchors.beginEpoch(head);
            replace(file, draft);
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        }
    }

    private static void replace(Path file, Path by) throws IOException {
        for (Path part : PartitionFiles.parts(file)) {
            if (!part.equals(file)) {
                Files.deleteIfExists(part);
            }
        }
        Files.move(by, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void requireComplete(Path folder) {
        if (!Files.exists(folder.resolve(COMPLETE))) {
            throw new CordonException.BadInput(Problem.of(
                    "backup-incomplete",
                    "Nothing was restored",
                    "'" + folder + "' is no complete backup",
                    "name a folder that 'cordon backup' finished"));
        }
    }

    private static void requireAbsent(Path target) {
        if (Files.exists(target)) {
            throw new CordonException.BadInput(Problem.of(
                    "target-exists",
                    "No backup was written",
                    "'" + target + "' is there already",
                    "name a new folder or file"));
        }
    }

    /** A partition that is erased meanwhile is left out: its key is gone, and nobody could read it. */
    private boolean copyPartition(Path file, Path folder) throws IOException {
        Path relative = home.resolve(PARTITIONS).relativize(file);
        String key = key(file);
        Path target = folder.resolve(PARTITIONS)
                .resolve(key.substring(0, 2))
                .resolve(key.substring(2, 4))
                .resolve(relative.getFileName());
        Database.privateFolder(Database.folderOf(target));
        try {
            Database.copy(file, target);
            return true;
        } catch (CordonException e) {
            if (!Files.exists(file)) {
                return false;
            }
            throw e;
        }
    }

    private static Optional<Head> head(Path file) {
        try (Database database = SqlitePartitionLog.open(file)) {
            return database.query(SqlitePartitionLog::head);
        }
    }

    private static String key(Path file) {
        return file.getFileName().toString().replace(".db", "");
    }

    private static List<Path> partitions(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".db")).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Database.privateFolder(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
