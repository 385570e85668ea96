package dev.cordon.stores.sqlite;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Incident;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.IncidentLog;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Incidents in a file of their own; of the same that happens again while one is open, only the count grows. */
public final class SqliteIncidentLog extends SmallStore implements IncidentLog {
    private static final String SCHEMA =
            "CREATE TABLE incident (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, rule TEXT NOT NULL,"
                    + " code TEXT NOT NULL, what TEXT NOT NULL, partition TEXT, at INTEGER NOT NULL,"
                    + " last_at INTEGER NOT NULL, count INTEGER NOT NULL, closer TEXT, evidence TEXT,"
                    + " closed_at INTEGER) STRICT;"
                    + "CREATE UNIQUE INDEX incident_open ON incident (rule, code, ifnull(partition, ''))"
                    + " WHERE closed_at IS NULL";

    private static final String COLUMNS =
            "SELECT id, rule, code, what, partition, at, last_at, count, closer, evidence, closed_at FROM incident ";
    private static final String RECORD =
            "INSERT INTO incident (id, rule, code, what, partition, at, last_at, count) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (rule, code, ifnull(partition, '')) WHERE closed_at IS NULL"
                    + " DO UPDATE SET count = count + 1, last_at = excluded.last_at";
    private static final String CLOSE =
            "UPDATE incident SET closer = ?, evidence = ?, closed_at = ? WHERE id = ? AND closed_at IS NULL";

    public SqliteIncidentLog(Path file) {
        super(file, 1, SCHEMA);
    }

    @Override
    public void record(Incident incident) {
        write(database -> {
            PreparedStatement insert = database.prepare(RECORD);
            insert.setString(1, incident.id());
            insert.setString(2, incident.rule().name());
            insert.setString(3, incident.code());
            insert.setString(4, incident.what());
            insert.setString(5, incident.partition());
            insert.setLong(6, incident.at().toEpochMilli());
            insert.setLong(7, incident.lastAt().toEpochMilli());
            insert.setLong(8, incident.count());
            return insert.executeUpdate();
        });
    }

    @Override
    public List<Incident> list(CrossSessionAccess access) {
        Objects.requireNonNull(access);
        return read(database -> incidents(database.prepare(COLUMNS + "ORDER BY position")));
    }

    @Override
    public Optional<Incident> find(CrossSessionAccess access, String id) {
        Objects.requireNonNull(access);
        return read(database -> {
            PreparedStatement select = database.prepare(COLUMNS + "WHERE id = ?");
            select.setString(1, id);
            return incidents(select).stream().findFirst();
        });
    }

    @Override
    public boolean close(CrossSessionAccess access, String id, String closer, String evidence, Instant at) {
        Objects.requireNonNull(access);
        return write(database -> {
            PreparedStatement update = database.prepare(CLOSE);
            update.setString(1, closer);
            update.setString(2, evidence);
            update.setLong(3, at.toEpochMilli());
            update.setString(4, id);
            return update.executeUpdate() == 1;
        });
    }

    private static List<Incident> incidents(PreparedStatement select) throws SQLException {
        List<Incident> incidents = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                incidents.add(incident(rows));
            }
        }
        return incidents;
    }

    private static Incident incident(ResultSet row) throws SQLException {
        String closer = row.getString(9);
        Incident.Closing closing = closer == null
                ? null
                : new Incident.Closing(closer, row.getString(10), Instant.ofEpochMilli(row.getLong(11)));
        return new Incident(
                row.getString(1),
                Rule.valueOf(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Instant.ofEpochMilli(row.getLong(6)),
                Instant.ofEpochMilli(row.getLong(7)),
                row.getLong(8),
                closing);
    }
}
