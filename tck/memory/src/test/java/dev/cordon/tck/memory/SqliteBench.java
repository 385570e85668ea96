package dev.cordon.tck.memory;

import dev.cordon.core.UserId;
import dev.cordon.stores.sqlite.LocalStore;
import dev.cordon.stores.sqlite.SqliteAnchorStore;
import dev.cordon.stores.sqlite.SqliteIncidentLog;
import dev.cordon.stores.sqlite.SqliteKeyStore;
import dev.cordon.stores.sqlite.SqlitePartitionStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/** A home on a disk. */
final class SqliteBench implements CordonMemory.Bench {
    final Path home;

    SqliteBench(Path folder) {
        this.home = folder.resolve("home");
        // Makes the home as the product does.
        LocalStore.open(home, new UserId("dev"), InstantSource.system(), new SecureRandom())
                .close();
    }

    @Override
    public String name() {
        return "Cordon on SQLite";
    }

    @Override
    public String version() {
        return Versions.cordon() + ", SQLite " + Versions.sqlite();
    }

    @Override
    public Ports start(InstantSource clock) {
        return Ports.wire(
                new Ports.Engine(
                        new SqliteKeyStore(home.resolve("keys.db")),
                        new SqliteAnchorStore(home.resolve("anchors.db")),
                        new SqliteIncidentLog(home.resolve("incidents.db"))),
                home.resolve("root.keyset"),
                clock,
                new SecureRandom(),
                incidents -> new SqlitePartitionStore(home.resolve("partitions"), incidents));
    }

    @Override
    public void close() {}
}
