package dev.cordon.stores.sqlite;

import java.nio.file.Path;

/** A small file that many threads and processes share: one handle, one caller at a time, SQLite's lock between processes. */
abstract sealed class SmallStore implements AutoCloseable permits SqliteAnchorStore, SqliteKeyStore, SqliteIncidentLog {
    private final Database database;

    SmallStore(Path file, int format, String schema) {
        this.database = Database.open(file, format, schema);
    }

    final synchronized <T> T write(Database.Work<T> work) {
        return database.transaction(work);
    }

    final synchronized <T> T read(Database.Work<T> work) {
        return database.query(work);
    }

    final synchronized void checkpoint() {
        database.checkpoint();
    }

    @Override
    public final synchronized void close() {
        database.close();
    }
}
