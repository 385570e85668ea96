package dev.cordon.stores.sqlite;

import dev.cordon.core.Bytes;
import dev.cordon.core.spi.KeyStore;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Wrapped keys in a file of their own; what is deleted is overwritten, in the write-ahead log too. */
public final class SqliteKeyStore extends SmallStore implements KeyStore {
    private static final String SCHEMA =
            "CREATE TABLE wrapped_key (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT, WITHOUT ROWID";

    public SqliteKeyStore(Path file) {
        super(file, 1, SCHEMA);
    }

    @Override
    public Optional<Bytes> get(String name) {
        return read(database -> {
            PreparedStatement select = database.prepare("SELECT wrapped FROM wrapped_key WHERE name = ?");
            select.setString(1, name);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(Bytes.ceded(rows.getBytes(1))) : Optional.empty();
            }
        });
    }

    @Override
    public boolean putIfAbsent(String name, Bytes wrapped) {
        return write(database -> {
            PreparedStatement insert =
                    database.prepare("INSERT INTO wrapped_key (name, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING");
            insert.setString(1, name);
            insert.setBytes(2, wrapped.toArray());
            return insert.executeUpdate() == 1;
        });
    }

    @Override
    public boolean replace(String name, Bytes expected, Bytes wrapped) {
        return write(database -> {
            PreparedStatement update =
                    database.prepare("UPDATE wrapped_key SET wrapped = ? WHERE name = ? AND wrapped = ?");
            update.setBytes(1, wrapped.toArray());
            update.setString(2, name);
            update.setBytes(3, expected.toArray());
            return update.executeUpdate() == 1;
        });
    }

    @Override
    public List<String> names(String prefix, String after, int limit) {
        return read(database -> {
            PreparedStatement select = database.prepare(
                    "SELECT name FROM wrapped_key WHERE substr(name, 1, ?) = ? AND name > ? ORDER BY name LIMIT ?");
            select.setInt(1, prefix.length());
            select.setString(2, prefix);
            select.setString(3, after.isEmpty() ? prefix : after);
            select.setInt(4, limit);
            List<String> names = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        });
    }

    @Override
    public boolean delete(String name) {
        boolean deleted = write(database -> {
            PreparedStatement delete = database.prepare("DELETE FROM wrapped_key WHERE name = ?");
            delete.setString(1, name);
            return delete.executeUpdate() == 1;
        });
        checkpoint();
        return deleted;
    }

    @Override
    public boolean isEmpty() {
        return read(database -> {
            try (ResultSet rows =
                    database.prepare("SELECT 1 FROM wrapped_key LIMIT 1").executeQuery()) {
                return !rows.next();
            }
        });
    }
}
