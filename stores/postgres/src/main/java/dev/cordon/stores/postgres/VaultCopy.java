package dev.cordon.stores.postgres;

import dev.cordon.core.ApprovalState;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Head;
import dev.cordon.core.Incident;
import dev.cordon.core.Problem;
import dev.cordon.core.spi.StoreExport.Anchor;
import dev.cordon.core.spi.StoreExport.Approval;
import dev.cordon.core.spi.StoreExport.Spent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes another store's keys, anchors and incidents into the vault and reads them back. What is there stays as it is;
 * what differs from it is refused, so that a vault in use is never set back.
 */
final class VaultCopy extends VaultTable {
    private static final String KEY =
            "INSERT INTO cordon_vault.wrapped_key (name, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private static final String ANCHOR = "INSERT INTO cordon_vault.head (partition, seq, epoch, hash, erased)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String APPROVAL =
            "INSERT INTO cordon_vault.approval (partition, id, state) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String SPENT =
            "INSERT INTO cordon_vault.spent (partition, key) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private static final String INCIDENT = "INSERT INTO cordon_vault.incident (id, rule, code, what, partition, at,"
            + " last_at, count, closer, evidence, closed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT DO NOTHING";

    VaultCopy(Database database) {
        super(database);
    }

    /** Writes one of many. */
    @FunctionalInterface
    private interface Write<T> {
        int one(Connection on, T value) throws SQLException;
    }

    /** Reads one of many back. */
    @FunctionalInterface
    private interface Read<T> {
        T one(ResultSet row) throws SQLException;
    }

    int keys(Map<String, Bytes> keys) {
        return copy(
                "key",
                new TreeMap<>(keys).entrySet().stream().map(Map.Entry::copyOf).toList(),
                (on, key) -> update(on, KEY, key.getKey(), key.getValue().toArray()),
                "SELECT name, wrapped FROM cordon_vault.wrapped_key",
                row -> Map.entry(row.getString(1), Bytes.ceded(row.getBytes(2))));
    }

    int anchors(List<Anchor> anchors) {
        return copy(
                "anchor",
                anchors,
                VaultCopy::write,
                "SELECT partition, seq, epoch, hash, erased FROM cordon_vault.head",
                row -> new Anchor(row.getString(1), row.getBoolean(5) ? Optional.empty() : Optional.of(head(row))));
    }

    private static Head head(ResultSet row) throws SQLException {
        return new Head(row.getLong(2), row.getLong(3), Bytes.ceded(row.getBytes(4)));
    }

    private static int write(Connection on, Anchor anchor) throws SQLException {
        Head head = anchor.head().orElse(null);
        return head == null
                ? update(
                        on,
                        "INSERT INTO cordon_vault.head (partition, erased) VALUES (?, true) ON CONFLICT DO NOTHING",
                        anchor.partition())
                : update(
                        on,
                        ANCHOR,
                        anchor.partition(),
                        head.sequence(),
                        head.epoch(),
                        head.hash().toArray(),
                        false);
    }

    int approvals(List<Approval> approvals) {
        return copy(
                "approval",
                approvals,
                (on, one) -> update(
                        on, APPROVAL, one.partition(), one.id(), one.state().name()),
                "SELECT partition, id, state FROM cordon_vault.approval",
                row -> new Approval(row.getString(1), row.getString(2), ApprovalState.valueOf(row.getString(3))));
    }

    int spent(List<Spent> spent) {
        return copy(
                "spent key",
                spent,
                (on, one) -> update(on, SPENT, one.partition(), one.key()),
                "SELECT partition, key FROM cordon_vault.spent",
                row -> new Spent(row.getString(1), row.getString(2)));
    }

    int incidents(List<Incident> incidents) {
        return copy(
                "incident", incidents, VaultCopy::write, PostgresIncidentLog.COLUMNS, PostgresIncidentLog::incident);
    }

    private static int write(Connection on, Incident one) throws SQLException {
        Incident.Closing closing = one.closing();
        return update(
                on,
                INCIDENT,
                one.id(),
                one.rule().name(),
                one.code(),
                one.what(),
                one.partition(),
                one.at().toEpochMilli(),
                one.lastAt().toEpochMilli(),
                one.count(),
                closing == null ? null : closing.closer(),
                closing == null ? null : closing.evidence(),
                closing == null ? null : closing.at().toEpochMilli());
    }

    /** All or none; then every one of them must be there as it was, whoever wrote it. */
    private <T> int copy(String what, Collection<T> all, Write<T> write, String select, Read<T> read) {
        transaction(on -> {
            for (T value : all) {
                write.one(on, value);
            }
            return all;
        });
        Set<T> there = new HashSet<>(query(rows -> list(rows, read), select));
        if (!there.containsAll(all)) {
            throw differs(what);
        }
        return all.size();
    }

    private static <T> List<T> list(ResultSet rows, Read<T> read) throws SQLException {
        List<T> all = new ArrayList<>();
        while (rows.next()) {
            all.add(read.one(rows));
        }
        return all;
    }

    static CordonException differs(String what) {
        return new CordonException.Conflict(Problem.of(
                "target-differs",
                "The store was not moved to its end",
                "the target holds another " + what + " than the source: it is in use, or another store's",
                "move into databases that nothing else was written to"));
    }
}
