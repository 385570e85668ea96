package dev.cordon.stores.postgres;

import dev.cordon.core.ApprovalState;
import dev.cordon.core.Bytes;
import dev.cordon.core.Head;
import dev.cordon.core.spi.AnchorStore;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Heads, approval states and spent keys in the vault: what must not roll back with a partition (C11, C26). */
public final class PostgresAnchorStore extends VaultTable implements AnchorStore {
    /** Moves forward only, and never an erased partition. */
    private static final String ANCHOR = "INSERT INTO cordon_vault.head AS h (partition, seq, epoch, hash)"
            + " VALUES (?, ?, ?, ?) ON CONFLICT (partition) DO UPDATE"
            + " SET seq = excluded.seq, epoch = excluded.epoch, hash = excluded.hash"
            + " WHERE NOT h.erased AND (excluded.epoch, excluded.seq) > (h.epoch, h.seq)";

    private static final String ERASE = "INSERT INTO cordon_vault.head (partition, erased) VALUES (?, true)"
            + " ON CONFLICT (partition) DO UPDATE SET erased = true, seq = NULL, epoch = NULL, hash = NULL";

    PostgresAnchorStore(Database database) {
        super(database);
    }

    @Override
    public Optional<Head> head(String partition) {
        return query(
                rows -> rows.next()
                        ? Optional.of(new Head(rows.getLong(1), rows.getLong(2), Bytes.ceded(rows.getBytes(3))))
                        : Optional.empty(),
                "SELECT seq, epoch, hash FROM cordon_vault.head WHERE partition = ? AND NOT erased",
                partition);
    }

    /** In the order of their names, so that two processes don't wait for each other. */
    @Override
    public void anchor(Map<String, Head> heads) {
        transaction(on -> {
            for (Map.Entry<String, Head> entry : new TreeMap<>(heads).entrySet()) {
                Head head = entry.getValue();
                update(
                        on,
                        ANCHOR,
                        entry.getKey(),
                        head.sequence(),
                        head.epoch(),
                        head.hash().toArray());
            }
            return heads;
        });
    }

    @Override
    public void erase(String partition) {
        transaction(on -> update(on, ERASE, partition)
                + update(on, "DELETE FROM cordon_vault.approval WHERE partition = ?", partition)
                + update(on, "DELETE FROM cordon_vault.spent WHERE partition = ?", partition));
    }

    @Override
    public boolean isErased(String partition) {
        return query(rows -> rows.next(), "SELECT 1 FROM cordon_vault.head WHERE partition = ? AND erased", partition);
    }

    @Override
    public boolean park(String partition, String id) {
        return change(
                        "INSERT INTO cordon_vault.approval (partition, id, state) VALUES (?, ?, ?)"
                                + " ON CONFLICT DO NOTHING",
                        partition,
                        id,
                        ApprovalState.PARKED.name())
                == 1;
    }

    @Override
    public Optional<ApprovalState> approval(String partition, String id) {
        return query(
                rows -> rows.next() ? Optional.of(ApprovalState.valueOf(rows.getString(1))) : Optional.empty(),
                "SELECT state FROM cordon_vault.approval WHERE partition = ? AND id = ?",
                partition,
                id);
    }

    @Override
    public boolean move(String partition, String id, ApprovalState from, ApprovalState to) {
        return change(
                        "UPDATE cordon_vault.approval SET state = ? WHERE partition = ? AND id = ? AND state = ?",
                        to.name(),
                        partition,
                        id,
                        from.name())
                == 1;
    }

    @Override
    public boolean spend(String partition, String key) {
        return change(
                        "INSERT INTO cordon_vault.spent (partition, key) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        partition,
                        key)
                == 1;
    }
}
