package dev.cordon.stores.sqlite;

import dev.cordon.core.ApprovalState;
import dev.cordon.core.Bytes;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Head;
import dev.cordon.core.Incident;
import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.core.spi.StoreExport;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** A home as {@link LocalStore} keeps it, at rest: a partition that somebody writes to is refused as busy. */
public final class SqliteExport implements StoreExport {
    private static final String ROWS =
            "SELECT seq, epoch, kind, id, digest, hash, sealed FROM record" + " WHERE seq > ? ORDER BY seq LIMIT ?";

    private final Path home;

    /** @param home folder of {@code keys.db}, {@code anchors.db}, {@code incidents.db} and {@code partitions} */
    public SqliteExport(Path home) {
        this.home = home;
    }

    /** Reads one row of an answer. */
    @FunctionalInterface
    private interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    @Override
    public List<String> partitions(CrossSessionAccess access) {
        Objects.requireNonNull(access);
        try {
            return files().keys();
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        }
    }

    @Override
    public List<SealedRow> rows(CrossSessionAccess access, String partition, long after, int limit) {
        Objects.requireNonNull(access);
        Path file = files().of(partition);
        try (PartitionLock lock = files().lock(partition)) {
            lock.requireNoFirst(file);
            return rows(file, after, limit);
        }
    }

    private static List<SealedRow> rows(Path file, long after, int limit) {
        try (Database database = SqlitePartitionLog.open(file)) {
            return database.query(inside -> {
                PreparedStatement select = inside.prepare(ROWS);
                select.setLong(1, after);
                select.setInt(2, limit);
                return list(select, SqliteExport::row);
            });
        }
    }

    private PartitionFiles files() {
        return new PartitionFiles(home.resolve("partitions"));
    }

    private static SealedRow row(ResultSet row) throws SQLException {
        byte[] sealed = row.getBytes(7);
        Link link = new Link(
                row.getLong(1),
                row.getLong(2),
                row.getInt(3),
                row.getString(4),
                Bytes.ceded(row.getBytes(5)),
                Bytes.ceded(row.getBytes(6)));
        return new SealedRow(link, sealed == null ? null : Bytes.ceded(sealed));
    }

    @Override
    public Map<String, Bytes> keys(CrossSessionAccess access) {
        Objects.requireNonNull(access);
        Map<String, Bytes> keys = new TreeMap<>();
        try (SqliteKeyStore store = new SqliteKeyStore(home.resolve("keys.db"))) {
            List<String> names = store.read(
                    database -> list(database.prepare("SELECT name FROM wrapped_key"), row -> row.getString(1)));
            names.forEach(name -> store.get(name).ifPresent(wrapped -> keys.put(name, wrapped)));
        }
        return keys;
    }

    @Override
    public List<Anchor> anchors(CrossSessionAccess access) {
        Objects.requireNonNull(access);
        List<Anchor> all = new ArrayList<>(fromAnchors(
                "SELECT partition, seq, epoch, hash FROM head",
                row -> new Anchor(
                        row.getString(1),
                        Optional.of(new Head(row.getLong(2), row.getLong(3), Bytes.ceded(row.getBytes(4)))))));
        all.addAll(fromAnchors("SELECT partition FROM erased", row -> new Anchor(row.getString(1), Optional.empty())));
        return all;
    }

    @Override
    public List<Approval> approvals(CrossSessionAccess access) {
        Objects.requireNonNull(access);
        return fromAnchors(
                "SELECT partition, id, state FROM approval",
                row -> new Approval(row.getString(1), row.getString(2), ApprovalState.valueOf(row.getString(3))));
    }

    @Override
    public List<Spent> spent(CrossSessionAccess access) {
        Objects.requireNonNull(access);
        return fromAnchors("SELECT partition, key FROM spent", row -> new Spent(row.getString(1), row.getString(2)));
    }

    private <T> List<T> fromAnchors(String sql, Row<T> row) {
        try (SqliteAnchorStore store = new SqliteAnchorStore(home.resolve("anchors.db"))) {
            return store.read(database -> list(database.prepare(sql), row));
        }
    }

    @Override
    public List<Incident> incidents(CrossSessionAccess access) {
        try (SqliteIncidentLog log = new SqliteIncidentLog(home.resolve("incidents.db"))) {
            return log.list(access);
        }
    }

    private static <T> List<T> list(PreparedStatement select, Row<T> row) throws SQLException {
        List<T> all = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                all.add(row.of(rows));
            }
        }
        return all;
    }

    /** Holds nothing between calls. */
    @Override
    public void close() {}
}
