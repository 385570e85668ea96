package dev.cordon.tck.memory;

import dev.cordon.core.Bytes;
import dev.cordon.core.Head;
import dev.cordon.core.PartitionId;
import dev.cordon.core.UserId;
import dev.cordon.core.spi.PartitionStore.Access;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.stores.sqlite.LocalStore;
import dev.cordon.stores.sqlite.SqliteAnchorStore;
import dev.cordon.stores.sqlite.SqliteIncidentLog;
import dev.cordon.stores.sqlite.SqliteKeyStore;
import dev.cordon.stores.sqlite.SqlitePartitionStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A home on a disk: who has the machine's files has the application's credentials. */
final class SqliteBench implements Bench {
    private static final List<String> PARTS = List.of(".db", ".db-wal", ".db-shm");

    private final Path home;

    private SqliteBench(Path home) {
        this.home = home;
    }

    /** A new home, made as the product makes it. */
    static SqliteBench in(Path folder) {
        Path home = folder.resolve("home");
        LocalStore.open(home, new UserId("dev"), InstantSource.system(), new SecureRandom())
                .close();
        return new SqliteBench(home);
    }

    static SqliteBench again(List<String> arguments) {
        return new SqliteBench(Path.of(arguments.getFirst()));
    }

    @Override
    public List<String> arguments() {
        return List.of(home.toString());
    }

    @Override
    public String name() {
        return "Cordon on SQLite";
    }

    @Override
    public String version() {
        return "SQLite " + Versions.sqlite();
    }

    @Override
    public Path home() {
        return home;
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
                (keys, incidents) -> new SqlitePartitionStore(home.resolve("partitions"), incidents));
    }

    private Path file(PartitionId partition) {
        String key = partition.key();
        return home.resolve("partitions")
                .resolve(key.substring(0, 2))
                .resolve(key.substring(2, 4))
                .resolve(key + ".db");
    }

    private Sql sql(PartitionId partition) {
        return Sql.at("jdbc:sqlite:" + file(partition));
    }

    @Override
    public List<SealedRow> rows(PartitionId partition) {
        return Files.exists(file(partition))
                ? sql(partition).rows("SELECT " + Sql.COLUMNS + " FROM record ORDER BY seq")
                : List.of();
    }

    @Override
    public void replace(PartitionId partition, List<SealedRow> rows) {
        sql(partition).change("DELETE FROM record");
        rows.forEach(row -> sql(partition)
                .change("INSERT INTO record (" + Sql.COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?)", Sql.values(row)));
    }

    @Override
    public void anchor(PartitionId partition, Head head) {
        Sql.at("jdbc:sqlite:" + home.resolve("anchors.db"))
                .change(
                        "UPDATE head SET seq = ?, epoch = ?, hash = ? WHERE partition = ?",
                        head.sequence(),
                        head.epoch(),
                        head.hash().toArray(),
                        partition.key());
    }

    @Override
    public Abilities.RawRecords.Copy copy(PartitionId partition) {
        Map<Path, Bytes> files = new LinkedHashMap<>();
        parts(partition).filter(Files::exists).forEach(part -> files.put(part, Bytes.ceded(bytes(part))));
        return () -> putBack(partition, files);
    }

    private Stream<Path> parts(PartitionId partition) {
        String file = file(partition).toString();
        return PARTS.stream().map(ending -> Path.of(file.substring(0, file.length() - 3) + ending));
    }

    private void putBack(PartitionId partition, Map<Path, Bytes> files) {
        try {
            Files.createDirectories(file(partition).getParent());
            for (Path part : parts(partition).toList()) {
                Files.deleteIfExists(part);
            }
            for (Map.Entry<Path, Bytes> part : files.entrySet()) {
                Files.write(part.getKey(), part.getValue().toArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One file is all that a connection sees; without that, every file is. */
    @Override
    public List<SealedRow> select(PartitionId mine, List<PartitionId> named, boolean confined) {
        return named.stream()
                .filter(partition -> !confined || partition.equals(mine))
                .flatMap(partition -> rows(partition).stream())
                .toList();
    }

    @Override
    public Abilities.RawReading rawReading(Ports ports) {
        return new Abilities.RawReading() {
            @Override
            public Dump everything() {
                try (Stream<Path> files = Files.walk(home)) {
                    List<Path> all = files.filter(Files::isRegularFile).toList();
                    return new Dump(
                            all.stream().map(Path::toString).toList(),
                            all.stream().map(SqliteBench::bytes).toList());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void writeUntagged(String text) {
                // No file is nobody's: the port to the store is the only place to ask for one.
                ports.partitions().open(null, Access.CREATE);
            }
        };
    }

    @Override
    public void close() {}
}
