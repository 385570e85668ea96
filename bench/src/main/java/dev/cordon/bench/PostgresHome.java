package dev.cordon.bench;

import dev.cordon.core.UserId;
import dev.cordon.core.WorkspaceId;
import dev.cordon.stores.postgres.Endpoint;
import dev.cordon.stores.postgres.PostgresInstaller;
import dev.cordon.stores.postgres.PostgresSettings;
import dev.cordon.stores.postgres.PostgresStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import javax.sql.DataSource;

/** A PostgreSQL server that keeps what it acknowledges, with Cordon's two databases and an empty one for a peer. */
final class PostgresHome implements AutoCloseable {
    private static final String PASSWORD = "secret";
    private static final String PEER = "peer";

    private final EmbeddedPostgres server;
    final PostgresStore store;
    final WorkspaceId workspace;

    PostgresHome(Path folder, int connections) throws IOException, SQLException {
        this.server = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "60")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setDataDirectory(folder.resolve("data"))
                .start();
        try {
            Path home = Files.createDirectories(folder.resolve("home"));
            prepare();
            install(home);
            this.store = PostgresStore.open(
                    new PostgresSettings(
                            new Endpoint(url("records"), "app", PASSWORD, connections),
                            new Endpoint(url("vault"), "keeper", PASSWORD, 4)),
                    home,
                    new UserId("bench"),
                    InstantSource.system(),
                    new SecureRandom());
            this.workspace = store.workspaces().of(Files.createDirectories(folder.resolve("workspace")));
        } catch (IOException | SQLException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void prepare() throws SQLException {
        run(
                server.getPostgresDatabase(),
                "CREATE DATABASE records",
                "CREATE DATABASE vault",
                "CREATE DATABASE " + PEER);
        PostgresInstaller.prepareRecords(server.getDatabase("postgres", "records"));
        PostgresInstaller.prepareVault(server.getDatabase("postgres", "vault"));
        for (String role : new String[] {"installer", "app", "keeper", PEER}) {
            run(server.getPostgresDatabase(), "CREATE ROLE " + role + " LOGIN PASSWORD '" + PASSWORD + "'");
        }
        run(
                server.getPostgresDatabase(),
                "GRANT cordon_owner, cordon_gate, cordon_vault_owner TO installer",
                "GRANT cordon_app TO app",
                "GRANT cordon_vault TO keeper",
                "ALTER DATABASE " + PEER + " OWNER TO " + PEER);
    }

    private void install(Path home) {
        PostgresInstaller.install(
                server.getDatabase("installer", "records"),
                server.getDatabase("installer", "vault"),
                new Endpoint(url("vault"), "keeper", PASSWORD, 2),
                home.resolve("root.keyset"),
                new SecureRandom());
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
    }

    /** The peer's connections, pooled as Cordon's are. */
    Pool peer(int connections) {
        return new Pool(url(PEER), PEER, PASSWORD, connections);
    }

    static void run(DataSource source, String... statements) throws SQLException {
        try (Connection on = source.getConnection();
                Statement statement = on.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (server) {
            store.close();
        }
    }
}
