package dev.cordon.stores.postgres;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Incident;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.IncidentLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Incidents in the vault; of the same that happens again while one is open, only the count grows (C34). */
public final class PostgresIncidentLog extends VaultTable implements IncidentLog {
    static final String COLUMNS =
            "SELECT id, rule, code, what, partition, at, last_at, count, closer, evidence, closed_at"
                    + " FROM cordon_vault.incident ";
    private static final String RECORD = "INSERT INTO cordon_vault.incident AS i"
            + " (id, rule, code, what, partition, at, last_at, count) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (rule, code, coalesce(partition, '')) WHERE closed_at IS NULL"
            + " DO UPDATE SET count = i.count + 1, last_at = excluded.last_at";
    private static final String CLOSE = "UPDATE cordon_vault.incident SET closer = ?, evidence = ?, closed_at = ?"
            + " WHERE id = ? AND closed_at IS NULL";

    PostgresIncidentLog(Database database) {
        super(database);
    }

    @Override
    public void record(Incident incident) {
        change(
                RECORD,
                incident.id(),
                incident.rule().name(),
                incident.code(),
                incident.what(),
                incident.partition(),
                incident.at().toEpochMilli(),
                incident.lastAt().toEpochMilli(),
                incident.count());
    }

    @Override
    public List<Incident> list(CrossSessionAccess access) {
        Objects.requireNonNull(access);
        return query(PostgresIncidentLog::incidents, COLUMNS + "ORDER BY position");
    }

    @Override
    public Optional<Incident> find(CrossSessionAccess access, String id) {
        Objects.requireNonNull(access);
        return query(PostgresIncidentLog::incidents, COLUMNS + "WHERE id = ?", id).stream()
                .findFirst();
    }

    @Override
    public boolean close(CrossSessionAccess access, String id, String closer, String evidence, Instant at) {
        Objects.requireNonNull(access);
        return change(CLOSE, closer, evidence, at.toEpochMilli(), id) == 1;
    }

    private static List<Incident> incidents(ResultSet rows) throws SQLException {
        List<Incident> incidents = new ArrayList<>();
        while (rows.next()) {
            incidents.add(incident(rows));
        }
        return incidents;
    }

    static Incident incident(ResultSet row) throws SQLException {
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
