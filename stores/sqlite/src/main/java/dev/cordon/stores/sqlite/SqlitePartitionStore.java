package dev.cordon.stores.sqlite;

import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Incidents;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore;
import dev.cordon.core.spi.SealedRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One SQLite file per partition (C13): see {@link PartitionFiles}; files 0600, folders 0700. What is
 * visible without a key: sequence, epoch, kind number, minted id, digest and hash of each row, and sizes.
 */
public final class SqlitePartitionStore implements PartitionStore {
    /** How many handles are kept open. */
    public static final int DEFAULT_HANDLES = 512;

    private final PartitionFiles files;
    private final Incidents incidents;
    private final HandlePool pool;
    private final Map<Path, Integer> openLogs = new HashMap<>();

    public SqlitePartitionStore(Path folder, Incidents incidents) {
        this(folder, incidents, DEFAULT_HANDLES);
    }

    /** @param handles how many handles are kept open, 1 or more */
    public SqlitePartitionStore(Path folder, Incidents incidents, int handles) {
        this.files = new PartitionFiles(folder);
        this.incidents = incidents;
        this.pool = new HandlePool(handles, SqlitePartitionLog::open);
    }

    @Override
    public Optional<PartitionLog> open(PartitionId partition, Access access) {
        Path file = file(partition);
        if (access != Access.CREATE && !Files.exists(file)) {
            return Optional.empty();
        }
        PartitionLock lock = access == Access.READ ? null : files.lock(partition.key());
        try {
            if (Files.exists(file) == (access == Access.CREATE)) {
                throw exists(access);
            }
            int format = pool.with(file, Database::format);
            if (lock != null && format == SqlitePartitionLog.FIRST_FORMAT) {
                lock.withoutFirst(file, () -> raise(file));
            }
            count(file, 1);
            return Optional.of(new SqlitePartitionLog(
                    partition, file, pool, access != Access.READ, incidents, () -> closed(file, lock)));
        } catch (RuntimeException e) {
            if (lock != null) {
                lock.close();
            }
            throw e;
        }
    }

    /** A process of the first version knows nothing of this lock: it opens the file no more. */
    private void raise(Path file) {
        pool.with(file, database -> {
            database.raise(SqlitePartitionLog.FORMAT);
            return file;
        });
    }

    private static CordonException exists(Access access) {
        return new CordonException.Conflict(Problem.of(
                "partition-changed",
                "The partition was not opened",
                access == Access.CREATE ? "it exists already" : "it was destroyed meanwhile",
                "look again"));
    }

    private synchronized void count(Path file, int change) {
        openLogs.merge(file, change, Integer::sum);
    }

    /** The last log to close gives the handle back, so that no file of a closed session stays open. */
    private void closed(Path file, @Nullable PartitionLock lock) {
        try (lock) {
            synchronized (this) {
                openLogs.computeIfPresent(file, (path, logs) -> logs == 1 ? null : logs - 1);
                if (!openLogs.containsKey(file)) {
                    pool.drop(file);
                }
            }
        }
    }

    @Override
    public void destroy(PartitionId partition) {
        Path file = file(partition);
        if (!Files.exists(file)) {
            return;
        }
        pool.drop(file);
        files.delete(partition.key());
    }

    @Override
    public void destroy(CrossSessionAccess access, String partition) {
        Objects.requireNonNull(access);
        pool.drop(files.of(partition));
        files.delete(partition);
    }

    @Override
    public void requireFree(CrossSessionAccess access, String partition) {
        Objects.requireNonNull(access);
        Path file = files.of(partition);
        try (PartitionLock lock = files.lock(partition)) {
            lock.requireNoFirst(file);
        }
    }

    @Override
    public void salvage(PartitionId partition, long last, Consumer<SealedRow> rows) {
        Path file = file(partition);
        if (Files.exists(file)) {
            pool.drop(file);
            Salvage.read(file, last, rows);
        }
    }

    /** What the partition's files take on disk; 0 where there are none. */
    long bytesOf(PartitionId partition) {
        Path file = file(partition);
        long bytes = 0;
        for (Path part : PartitionFiles.parts(file)) {
            bytes += part.toFile().length();
        }
        return bytes;
    }

    private Path file(@Nullable PartitionId partition) {
        if (partition == null) {
            incidents.report(Rule.C5, "store-without-scope", "a store was asked without a partition", null);
            throw new CordonException.Refused(Problem.of(
                    Rule.C5,
                    "store-without-scope",
                    "Nothing was read or written",
                    "no partition was named",
                    "open a session"));
        }
        return files.of(partition);
    }

    @Override
    public void close() {
        pool.close();
    }
}
