package dev.cordon.stores.postgres;

import dev.cordon.core.Bytes;
import dev.cordon.core.spi.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Wrapped keys in the vault (C15). PostgreSQL does not overwrite what is deleted: a wrapped key is gone from every
 * answer at once, from the table's file once vacuum has come by, and from write-ahead logs and backups when those end.
 */
public final class PostgresKeyStore extends VaultTable implements KeyStore {
    PostgresKeyStore(Database database) {
        super(database);
    }

    @Override
    public Optional<Bytes> get(String name) {
        return query(
                rows -> rows.next() ? Optional.of(Bytes.ceded(rows.getBytes(1))) : Optional.empty(),
                "SELECT wrapped FROM cordon_vault.wrapped_key WHERE name = ?",
                name);
    }

    @Override
    public boolean putIfAbsent(String name, Bytes wrapped) {
        return change(
                        "INSERT INTO cordon_vault.wrapped_key (name, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        name,
                        wrapped.toArray())
                == 1;
    }

    @Override
    public boolean replace(String name, Bytes expected, Bytes wrapped) {
        return change(
                        "UPDATE cordon_vault.wrapped_key SET wrapped = ? WHERE name = ? AND wrapped = ?",
                        wrapped.toArray(),
                        name,
                        expected.toArray())
                == 1;
    }

    @Override
    public List<String> names(String prefix, String after, int limit) {
        return query(
                rows -> {
                    List<String> names = new ArrayList<>();
                    while (rows.next()) {
                        names.add(rows.getString(1));
                    }
                    return names;
                },
                "SELECT name FROM cordon_vault.wrapped_key WHERE starts_with(name, ?) AND name COLLATE \"C\" > ?"
                        + " ORDER BY name COLLATE \"C\" LIMIT ?",
                prefix,
                after.isEmpty() ? prefix : after,
                limit);
    }

    @Override
    public boolean delete(String name) {
        return change("DELETE FROM cordon_vault.wrapped_key WHERE name = ?", name) == 1;
    }

    @Override
    public boolean isEmpty() {
        return query(rows -> !rows.next(), "SELECT 1 FROM cordon_vault.wrapped_key LIMIT 1");
    }
}
