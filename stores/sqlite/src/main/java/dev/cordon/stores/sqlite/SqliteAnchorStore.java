package dev.cordon.stores.sqlite;

import dev.cordon.core.ApprovalState;
import dev.cordon.core.Bytes;
import dev.cordon.core.Head;
import dev.cordon.core.spi.AnchorStore;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Anchors in a file of their own. */
public final class SqliteAnchorStore extends SmallStore implements AnchorStore {
    private static final String SCHEMA =
            "CREATE TABLE head (partition TEXT PRIMARY KEY, seq INTEGER NOT NULL, epoch INTEGER NOT NULL,"
                    + " hash BLOB NOT NULL) STRICT, WITHOUT ROWID;"
                    + "CREATE TABLE erased (partition TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
                    + "CREATE TABLE approval (partition TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL,"
                    + " PRIMARY KEY (partition, id)) STRICT, WITHOUT ROWID;"
                    + "CREATE TABLE spent (partition TEXT NOT NULL, key TEXT NOT NULL,"
                    + " PRIMARY KEY (partition, key)) STRICT, WITHOUT ROWID";

    /** Moves forward only, and never an erased partition. */
    private static final String ANCHOR = "INSERT INTO head (partition, seq, epoch, hash)"
            + " SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM erased WHERE partition = ?1)"
            + " ON CONFLICT (partition) DO UPDATE SET seq = excluded.seq, epoch = excluded.epoch, hash = excluded.hash"
            + " WHERE (excluded.epoch, excluded.seq) > (head.epoch, head.seq)";

    public SqliteAnchorStore(Path file) {
        super(file, 1, SCHEMA);
    }

    @Override
    public Optional<Head> head(String partition) {
        return read(database -> {
            PreparedStatement select =
                    bind(database, "SELECT seq, epoch, hash FROM head WHERE partition = ?", partition);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Head(rows.getLong(1), rows.getLong(2), Bytes.ceded(rows.getBytes(3))))
                        : Optional.empty();
            }
        });
    }

    @Override
    public void anchor(Map<String, Head> heads) {
        write(database -> {
            PreparedStatement upsert = database.prepare(ANCHOR);
            for (Map.Entry<String, Head> entry : heads.entrySet()) {
                upsert.setString(1, entry.getKey());
                upsert.setLong(2, entry.getValue().sequence());
                upsert.setLong(3, entry.getValue().epoch());
                upsert.setBytes(4, entry.getValue().hash().toArray());
                upsert.executeUpdate();
            }
            return heads;
        });
    }

    /** Anchors restored partitions where they stand, each in an epoch later than any that was anchored. */
    void beginEpoch(Map<String, Head> heads) {
        Map<String, Head> next = new HashMap<>();
        heads.forEach((partition, head) -> {
            long latest =
                    Math.max(head.epoch(), head(partition).map(Head::epoch).orElse(0L));
            next.put(partition, new Head(head.sequence(), latest + 1, head.hash()));
        });
        anchor(next);
    }

    @Override
    public void erase(String partition) {
        write(database -> {
            bind(database, "INSERT INTO erased (partition) VALUES (?) ON CONFLICT DO NOTHING", partition)
                    .executeUpdate();
            bind(database, "DELETE FROM head WHERE partition = ?", partition).executeUpdate();
            bind(database, "DELETE FROM approval WHERE partition = ?", partition)
                    .executeUpdate();
            bind(database, "DELETE FROM spent WHERE partition = ?", partition).executeUpdate();
            return partition;
        });
    }

    @Override
    public boolean isErased(String partition) {
        return read(database -> {
            PreparedStatement select = bind(database, "SELECT 1 FROM erased WHERE partition = ?", partition);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        });
    }

    @Override
    public boolean park(String partition, String id) {
        return write(database -> bind(
                                database,
                                "INSERT INTO approval (partition, id, state) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                                partition,
                                id,
                                ApprovalState.PARKED.name())
                        .executeUpdate()
                == 1);
    }

    @Override
    public Optional<ApprovalState> approval(String partition, String id) {
        return read(database -> {
            PreparedStatement select =
                    bind(database, "SELECT state FROM approval WHERE partition = ? AND id = ?", partition, id);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(ApprovalState.valueOf(rows.getString(1))) : Optional.empty();
            }
        });
    }

    @Override
    public boolean move(String partition, String id, ApprovalState from, ApprovalState to) {
        return write(database -> bind(
                                database,
                                "UPDATE approval SET state = ? WHERE partition = ? AND id = ? AND state = ?",
                                to.name(),
                                partition,
                                id,
                                from.name())
                        .executeUpdate()
                == 1);
    }

    @Override
    public boolean spend(String partition, String key) {
        return write(database -> bind(
                                database,
                                "INSERT INTO spent (partition, key) VALUES (?, ?) ON CONFLICT DO NOTHING",
                                partition,
                                key)
                        .executeUpdate()
                == 1);
    }

    private static PreparedStatement bind(Database database, String sql, String... values) throws SQLException {
        PreparedStatement statement = database.prepare(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setString(i + 1, values[i]);
        }
        return statement;
    }
}
