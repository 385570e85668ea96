package dev.cordon.stores.sqlite;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteLimits;
import org.sqlite.core.DB;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * One handle on one SQLite file: mode 0600, WAL, synchronous FULL, freed pages overwritten, no ATTACH, nothing in the
 * schema trusted (C13). Keeps its prepared statements. Not for concurrent use.
 */
final class Database implements AutoCloseable {
    /** Work of which all or nothing is written. */
    @FunctionalInterface
    interface Work<T> {
        T run(Database database) throws SQLException;
    }

    private static final int SQLITE_OK = 0;
    private static final int BUSY_MILLIS = 10_000;

    private final SQLiteConnection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private int format;

    private Database(SQLiteConnection connection) {
        this.connection = connection;
    }

    /**
     * Opens {@code file}, which is made with {@code schema} where it is missing or empty.
     *
     * @param format what {@code PRAGMA user_version} says of files that this code reads
     */
    static Database open(Path file, int format, String schema) {
        return open(file, format, format, schema);
    }

    /** The same, where files from format {@code oldest} on are read, too; see {@link #format()}. */
    static Database open(Path file, int oldest, int format, String schema) {
        try {
            createPrivate(file);
            Database database = new Database(connect(file));
            try {
                database.configure();
                database.requireFormat(oldest, format, schema);
                return database;
            } catch (SQLException | RuntimeException e) {
                database.close();
                throw e;
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(e);
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        }
    }

    /**
     * Copies a file as it stands at one moment, beside those who write to it, by the engine's own means.
     *
     * @param to does not exist
     */
    static void copy(Path from, Path to) {
        try {
            createPrivate(to);
            try (SQLiteConnection connection = connect(from)) {
                int code = connection
                        .getDatabase()
                        .backup("main", to.toAbsolutePath().toString(), (remaining, pages) -> {});
                if (code != SQLITE_OK) {
                    throw DB.newSQLException(code, "backup");
                }
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(e);
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        }
    }

    private static SQLiteConnection connect(Path file) throws SQLException {
        Properties config = new Properties();
        config.setProperty(SQLiteConfig.Pragma.BUSY_TIMEOUT.pragmaName, Integer.toString(BUSY_MILLIS));
        // By path, not by URL: nothing in a folder's name is a parameter.
        return new JDBC4Connection("jdbc:sqlite:", file.toAbsolutePath().toString(), config);
    }

    /** SQLite gives its -wal and -shm files the mode of the main file. */
    private static void createPrivate(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        privateFolder(folderOf(file));
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // Another process was first.
        }
    }

    static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder");
    }

    static void privateFolder(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private void configure() throws SQLException {
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
        run("PRAGMA trusted_schema=OFF");
        run("PRAGMA secure_delete=ON");
        run("PRAGMA synchronous=FULL");
        writeAhead();
    }

    /**
     * The engine waits for nobody where two would switch the same file at once, or one closes it as the last; it says
     * busy at once (https://www.sqlite.org/wal.html, "Sometimes Queries Return SQLITE_BUSY In WAL Mode").
     */
    private void writeAhead() throws SQLException {
        long deadline = System.nanoTime() + Duration.ofMillis(BUSY_MILLIS).toNanos();
        boolean interrupted = false;
        try {
            while (!isWriteAhead(deadline)) {
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(1_000_000);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isWriteAhead(long deadline) throws SQLException {
        try {
            run("PRAGMA journal_mode=WAL");
            return true;
        } catch (SQLiteException e) {
            if (SqliteErrors.isBusy(e) && System.nanoTime() < deadline) {
                return false;
            }
            throw e;
        }
    }

    private void requireFormat(int oldest, int format, String schema) throws SQLException {
        if (version() == 0) {
            transaction(database -> {
                if (database.version() == 0) {
                    database.run(schema);
                    database.run("PRAGMA user_version=" + format);
                }
                return format;
            });
        }
        this.format = version();
        if (this.format < oldest || this.format > format) {
            throw new CordonException.Unavailable(Problem.of(
                    "store-format",
                    "This store was not opened",
                    "another version of cordon wrote it",
                    "use that version, or run cordon migrate"));
        }
    }

    /** The file's format, as it was found or raised to. */
    int format() {
        return format;
    }

    /** Makes the file one of a later format: code that knows only earlier ones no longer opens it. */
    void raise(int later) {
        transaction(inside -> {
            inside.run("PRAGMA user_version=" + later);
            return later;
        });
        format = later;
    }

    private int version() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA user_version")) {
            return result.getInt(1);
        }
    }

    /** Runs fixed statements, separated by semicolons. */
    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** The statement of a fixed {@code sql}, kept as long as this handle; values are always bound. */
    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** Runs {@code work} as one transaction; where it throws, nothing of it is there. */
    <T> T transaction(Work<T> work) {
        try {
            execute("BEGIN IMMEDIATE");
            try {
                T result = work.run(this);
                execute("COMMIT");
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(e);
                throw e;
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(e);
        }
    }

    /** Runs {@code work} of one statement, which is a transaction by itself. */
    <T> T query(Work<T> work) {
        try {
            return work.run(this);
        } catch (SQLException e) {
            discardStatements();
            throw SqliteErrors.of(e);
        }
    }

    private void execute(String sql) throws SQLException {
        prepare(sql).executeUpdate();
    }

    private void rollBack(Exception cause) {
        discardStatements();
        try {
            run("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has rolled back by itself, as it does when the disk is full.
            cause.addSuppressed(e);
        }
    }

    /** The driver leaves a statement that failed unusable: the next use prepares it anew. */
    private void discardStatements() {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                // It is given up in any case.
            }
        }
        prepared.clear();
    }

    /** Copies the write-ahead log into the file and empties it, where no reader is in the way. */
    void checkpoint() {
        query(database -> {
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
                return result.next();
            }
        });
    }

    @Override
    public void close() {
        discardStatements();
        try {
            connection.close();
        } catch (SQLException e) {
            // Everything acknowledged is in the file or its write-ahead log already.
        }
    }
}
