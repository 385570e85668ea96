package dev.cordon.stores.sqlite;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Head;
import dev.cordon.core.Incidents;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.Batch;
import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.LinkVisitor;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.SealedRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A partition's rows in its own file. */
final class SqlitePartitionLog implements PartitionLog {
    /** Of the same tables as {@link #FORMAT}; its writers lock another file. */
    static final int FIRST_FORMAT = 1;

    static final int FORMAT = 2;
    private static final String SCHEMA =
            "CREATE TABLE record (seq INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, kind INTEGER NOT NULL,"
                    + " id TEXT NOT NULL, digest BLOB NOT NULL, hash BLOB NOT NULL, sealed BLOB) STRICT;"
                    + "CREATE INDEX record_id ON record (id, seq)";

    private static final String COLUMNS = "SELECT seq, epoch, kind, id, digest, hash, sealed FROM record ";
    private static final String INSERT =
            "INSERT INTO record (seq, epoch, kind, id, digest, hash, sealed) VALUES (?, ?, ?, ?, ?, ?, ?)";
    /** IS, not =, because the head of an empty log is NULL here. */
    private static final String INSERT_AFTER = "INSERT INTO record (seq, epoch, kind, id, digest, hash, sealed)"
            + " SELECT ?, ?, ?, ?, ?, ?, ? WHERE (SELECT hash FROM record ORDER BY seq DESC LIMIT 1) IS ?";

    private final PartitionId partition;
    private final Path file;
    private final HandlePool pool;
    private final boolean writable;
    private final Incidents incidents;
    private final Runnable onClose;
    private boolean closed;

    SqlitePartitionLog(
            PartitionId partition,
            Path file,
            HandlePool pool,
            boolean writable,
            Incidents incidents,
            Runnable onClose) {
        this.partition = partition;
        this.file = file;
        this.pool = pool;
        this.writable = writable;
        this.incidents = incidents;
        this.onClose = onClose;
    }

    /** A handle on the file of a partition, made where it is missing. */
    static Database open(Path file) {
        return Database.open(file, FIRST_FORMAT, FORMAT, SCHEMA);
    }

    @Override
    public PartitionId partition() {
        return partition;
    }

    @Override
    public Optional<Head> head() {
        return on(database -> database.query(SqlitePartitionLog::head));
    }

    static Optional<Head> head(Database database) throws SQLException {
        PreparedStatement select = database.prepare("SELECT seq, epoch, hash FROM record ORDER BY seq DESC LIMIT 1");
        try (ResultSet rows = select.executeQuery()) {
            return rows.next()
                    ? Optional.of(new Head(rows.getLong(1), rows.getLong(2), Bytes.ceded(rows.getBytes(3))))
                    : Optional.empty();
        }
    }

    @Override
    public void append(Batch batch, Head expectedHead) {
        requireMine(batch);
        if (batch.rows().size() == 1) {
            on(database -> appendOne(database, batch.rows().getFirst(), expectedHead));
            return;
        }
        on(database -> database.transaction(inside -> {
            requireHead(inside, expectedHead);
            insert(inside, batch.rows());
            return batch;
        }));
    }

    /** One statement is a transaction by itself: it looks at the head and inserts, or does neither. */
    private SealedRow appendOne(Database database, SealedRow row, Head expected) {
        boolean first = expected.sequence() == 0;
        if (first && !expected.equals(Head.genesis(partition))) {
            throw headChanged();
        }
        int inserted = database.query(inside -> {
            PreparedStatement insert = inside.prepare(INSERT_AFTER);
            bind(insert, row);
            insert.setBytes(8, first ? null : expected.hash().toArray());
            return insert.executeUpdate();
        });
        if (inserted != 1) {
            throw headChanged();
        }
        return row;
    }

    @Override
    public void delete(Batch tombstone, Head expectedHead) {
        requireMine(tombstone);
        on(database -> {
            database.transaction(inside -> {
                requireHead(inside, expectedHead);
                Link link = tombstone.rows().getFirst().link();
                erase(inside, link.id());
                insert(inside, tombstone.rows());
                return link;
            });
            database.checkpoint();
            return tombstone;
        });
    }

    private void requireMine(Batch batch) {
        if (!writable) {
            throw new CordonException.Conflict(Problem.of(
                    "read-only-log", "Nothing was written", "the log was opened for reading", "open it for writing"));
        }
        if (!batch.partition().equals(partition)) {
            incidents.report(
                    Rule.C6, "batch-of-other-scope", "a batch named another partition than its log's", partition);
            throw new CordonException.Refused(Problem.of(
                    Rule.C6,
                    "batch-of-other-scope",
                    "Nothing was written",
                    "the batch is another session's",
                    "write through a session"));
        }
    }

    private void requireHead(Database database, Head expected) throws SQLException {
        if (!head(database).orElseGet(() -> Head.genesis(partition)).equals(expected)) {
            throw headChanged();
        }
    }

    private static CordonException.Conflict headChanged() {
        return new CordonException.Conflict(Problem.of(
                Rule.C11,
                "head-changed",
                "Nothing was written",
                "the log is not where the writer left it",
                "open the session again"));
    }

    private static void insert(Database database, List<SealedRow> rows) throws SQLException {
        PreparedStatement insert = database.prepare(INSERT);
        for (SealedRow row : rows) {
            bind(insert, row);
            insert.executeUpdate();
        }
    }

    private static void bind(PreparedStatement insert, SealedRow row) throws SQLException {
        Link link = row.link();
        Bytes sealed = row.sealed();
        insert.setLong(1, link.sequence());
        insert.setLong(2, link.epoch());
        insert.setInt(3, link.kind());
        insert.setString(4, link.id());
        insert.setBytes(5, link.digest().toArray());
        insert.setBytes(6, link.hash().toArray());
        insert.setBytes(7, sealed == null ? null : sealed.toArray());
    }

    private static void erase(Database database, String id) throws SQLException {
        PreparedStatement erase = database.prepare("UPDATE record SET sealed = NULL WHERE id = ?");
        erase.setString(1, id);
        erase.executeUpdate();
    }

    @Override
    public List<SealedRow> read(long from, long to) {
        return on(database -> database.query(inside -> {
            PreparedStatement select = inside.prepare(COLUMNS + "WHERE seq BETWEEN ? AND ? ORDER BY seq");
            select.setLong(1, from);
            select.setLong(2, to);
            return rows(select);
        }));
    }

    @Override
    public List<SealedRow> read(String id) {
        return on(database -> database.query(inside -> {
            PreparedStatement select = inside.prepare(COLUMNS + "WHERE id = ? AND sealed IS NOT NULL ORDER BY seq");
            select.setString(1, id);
            return rows(select);
        }));
    }

    @Override
    public List<SealedRow> read(Kind kind, long after, int limit) {
        return on(database -> database.query(inside -> {
            PreparedStatement select =
                    inside.prepare(COLUMNS + "WHERE seq > ? AND kind = ? AND sealed IS NOT NULL ORDER BY seq LIMIT ?");
            select.setLong(1, after);
            select.setInt(2, kind.number());
            select.setInt(3, limit);
            return rows(select);
        }));
    }

    private static List<SealedRow> rows(PreparedStatement select) throws SQLException {
        List<SealedRow> rows = new ArrayList<>();
        try (ResultSet result = select.executeQuery()) {
            while (result.next()) {
                byte[] sealed = result.getBytes(7);
                rows.add(new SealedRow(link(result), sealed == null ? null : Bytes.ceded(sealed)));
            }
        }
        return rows;
    }

    private static Link link(ResultSet result) throws SQLException {
        return new Link(
                result.getLong(1),
                result.getLong(2),
                result.getInt(3),
                result.getString(4),
                Bytes.ceded(result.getBytes(5)),
                Bytes.ceded(result.getBytes(6)));
    }

    @Override
    public void links(long from, LinkVisitor visitor) {
        on(database -> database.query(inside -> {
            PreparedStatement select = inside.prepare(
                    "SELECT seq, epoch, kind, id, digest, hash, sealed IS NULL FROM record WHERE seq >= ? ORDER BY seq");
            select.setLong(1, from);
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    visitor.visit(link(result), result.getBoolean(7));
                }
            }
            return visitor;
        }));
    }

    /** A file that is gone is not made again by a handle that opens it anew. */
    private <T> T on(Function<Database, T> work) {
        if (closed || !Files.exists(file)) {
            throw new CordonException.Unavailable(
                    Problem.of("log-closed", "The log can't be used", "it is closed or destroyed", "open it again"));
        }
        return pool.with(file, work);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
    }
}
