package dev.cordon.tck.memory;

import dev.cordon.core.Head;
import dev.cordon.core.LocalKeyRing;
import dev.cordon.core.PartitionId;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.stores.postgres.Endpoint;
import dev.cordon.stores.postgres.PostgresInstaller;
import dev.cordon.stores.postgres.PostgresParts;
import dev.cordon.stores.postgres.PostgresSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Two databases on a real server, installed as an operator does it; its superuser is who can write the store. */
final class PostgresBench implements Bench {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final String INSERT =
            "INSERT INTO cordon.record (scope, " + Sql.COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    private final String server;
    private final String records;
    private final String vault;
    private final Path home;
    private LocalKeyRing keys;

    private PostgresBench(List<String> arguments) {
        this.server = arguments.get(0);
        this.records = arguments.get(1);
        this.vault = arguments.get(2);
        this.home = Path.of(arguments.get(3));
    }

    static PostgresBench in(EmbeddedPostgres server, Path folder) {
        String number = String.valueOf(NEXT.incrementAndGet());
        PostgresBench made = new PostgresBench(List.of(
                "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/",
                "records_" + number,
                "vault_" + number,
                folder.resolve("home").toString()));
        made.install(server);
        return made;
    }

    static PostgresBench again(List<String> arguments) {
        return new PostgresBench(arguments);
    }

    @Override
    public List<String> arguments() {
        return List.of(server, records, vault, home.toString());
    }

    private void install(EmbeddedPostgres on) {
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        as("postgres", "postgres").change("CREATE DATABASE " + records);
        as("postgres", "postgres").change("CREATE DATABASE " + vault);
        PostgresInstaller.prepareRecords(on.getDatabase("postgres", records));
        PostgresInstaller.prepareVault(on.getDatabase("postgres", vault));
        for (String role : List.of("installer", "app", "keeper")) {
            as("postgres", "postgres")
                    .change("DO $$ BEGIN CREATE ROLE " + role
                            + " LOGIN PASSWORD 'secret'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        }
        as("postgres", "postgres").change("GRANT cordon_owner, cordon_gate, cordon_vault_owner TO installer");
        as("postgres", "postgres").change("GRANT cordon_app TO app");
        as("postgres", "postgres").change("GRANT cordon_vault TO keeper");
        PostgresInstaller.install(
                on.getDatabase("installer", records),
                on.getDatabase("installer", vault),
                new Endpoint(server + vault, "keeper", "secret", 4),
                home.resolve("root.keyset"),
                new SecureRandom());
    }

    private Sql as(String role, String database) {
        return Sql.at(server + database + "?user=" + role + "&password=secret");
    }

    private Sql superuser() {
        return as("postgres", records);
    }

    @Override
    public String name() {
        return "Cordon on PostgreSQL";
    }

    @Override
    public String version() {
        return "PostgreSQL "
                + as("postgres", "postgres").with(on -> on.getMetaData().getDatabaseProductVersion());
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public Ports start(InstantSource clock) {
        PostgresParts parts = new PostgresParts(new PostgresSettings(
                new Endpoint(server + records, "app", "secret", 4),
                new Endpoint(server + vault, "keeper", "secret", 4),
                Duration.ofSeconds(4),
                PostgresSettings.DEFAULT_PATIENCE));
        return Ports.wire(
                new Ports.Engine(parts.keyStore(), parts.anchors(), parts.incidentLog()),
                home.resolve("root.keyset"),
                clock,
                (ring, incidents) -> {
                    keys = ring;
                    return parts.partitions(ring, incidents);
                });
    }

    @Override
    public List<SealedRow> rows(PartitionId partition) {
        return select(partition, List.of(partition), false);
    }

    @Override
    public void replace(PartitionId partition, List<SealedRow> rows) {
        byte[] scope = PostgresParts.scope(partition);
        superuser().with(on -> {
            on.setAutoCommit(false);
            change(on, "INSERT INTO cordon.log (scope) VALUES (?) ON CONFLICT DO NOTHING", scope);
            change(on, "DELETE FROM cordon.record WHERE scope = ?", scope);
            for (SealedRow row : rows) {
                Object[] values = Sql.values(row);
                Object[] all = new Object[values.length + 1];
                all[0] = scope;
                System.arraycopy(values, 0, all, 1, values.length);
                change(on, INSERT, all);
            }
            on.commit();
            return rows;
        });
    }

    private static void change(Connection on, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = on.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    @Override
    public void anchor(PartitionId partition, Head head) {
        as("postgres", vault)
                .change(
                        "UPDATE cordon_vault.head SET seq = ?, epoch = ?, hash = ? WHERE partition = ?",
                        head.sequence(),
                        head.epoch(),
                        head.hash().toArray(),
                        partition.key());
    }

    @Override
    public Abilities.RawRecords.Copy copy(PartitionId partition) {
        List<SealedRow> rows = rows(partition);
        return () -> replace(partition, rows);
    }

    /**
     * Confined, as the role whose functions read for the application, under a claim to {@code mine}, which row-level
     * security holds it to; else as the superuser, whom it doesn't hold.
     */
    @Override
    public List<SealedRow> select(PartitionId mine, List<PartitionId> named, boolean confined) {
        return superuser().with(on -> {
            on.setAutoCommit(false);
            if (confined) {
                String claim = PostgresParts.claim(keys, on, mine);
                try (Statement statement = on.createStatement()) {
                    statement.execute("SET LOCAL cordon.claim = '" + claim + "'");
                    statement.execute("SET LOCAL ROLE cordon_gate");
                }
            }
            byte[][] scopes = named.stream().map(PostgresParts::scope).toArray(byte[][]::new);
            List<SealedRow> rows = Sql.rows(
                    on,
                    "SELECT " + Sql.COLUMNS + " FROM cordon.record WHERE scope = ANY (?) ORDER BY scope, seq",
                    on.createArrayOf("bytea", scopes));
            on.rollback();
            return rows;
        });
    }

    @Override
    public Abilities.RawReading rawReading(Ports ports) {
        return new PostgresReading(as("app", records));
    }

    @Override
    public void close() {
        as("postgres", "postgres").change("DROP DATABASE " + records + " WITH (FORCE)");
        as("postgres", "postgres").change("DROP DATABASE " + vault + " WITH (FORCE)");
    }
}
