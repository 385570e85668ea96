package dev.cordon.stores.postgres;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Incident;
import dev.cordon.core.UserId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Two databases of their own on a real server, installed as an operator does it. Dropped on close. */
final class Installation implements AutoCloseable {
    private static final AtomicInteger NEXT = new AtomicInteger();

    final EmbeddedPostgres server;
    final String records = "records_" + NEXT.incrementAndGet();
    final String vault = "vault_" + NEXT.get();
    final Path home;

    private Installation(EmbeddedPostgres server, Path folder) throws IOException {
        this.server = server;
        this.home = Files.createDirectories(folder.resolve(records));
    }

    /** With a home that is named after the database, below {@code folder}. */
    static Installation on(EmbeddedPostgres server, Path folder) throws SQLException, IOException {
        Installation made = prepared(server, folder);
        made.installAgain();
        return made;
    }

    /** With databases and roles, and nothing installed. */
    static Installation prepared(EmbeddedPostgres server, Path folder) throws SQLException, IOException {
        Installation made = new Installation(server, folder);
        made.prepare();
        return made;
    }

    private void prepare() throws SQLException {
        DataSource admin = server.getPostgresDatabase();
        Server.run(admin, "CREATE DATABASE " + records, "CREATE DATABASE " + vault);
        PostgresInstaller.prepareRecords(admin(records));
        PostgresInstaller.prepareVault(admin(vault));
        Server.run(
                admin,
                login("installer"),
                login("app"),
                login("keeper"),
                "GRANT cordon_owner, cordon_gate, cordon_vault_owner TO installer",
                "GRANT cordon_app TO app",
                "GRANT cordon_vault TO keeper");
    }

    void installAgain() {
        PostgresInstaller.install(
                as("installer", records),
                as("installer", vault),
                keeper(),
                home.resolve("root.keyset"),
                new SecureRandom());
    }

    private static String login(String role) {
        return "DO $$ BEGIN CREATE ROLE " + role
                + " LOGIN PASSWORD 'secret'; EXCEPTION WHEN duplicate_object THEN NULL; END $$";
    }

    DataSource admin(String database) {
        return as("postgres", database);
    }

    DataSource as(String role, String database) {
        return server.getDatabase(role, database);
    }

    Endpoint app() {
        return new Endpoint(url(records), "app", "secret", 4);
    }

    Endpoint keeper() {
        return new Endpoint(url(vault), "keeper", "secret", 4);
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
    }

    PostgresSettings settings() {
        return new PostgresSettings(app(), keeper(), Duration.ofSeconds(2), Duration.ofSeconds(10));
    }

    PostgresStore open() {
        return open(settings());
    }

    PostgresStore open(PostgresSettings settings) {
        return PostgresStore.open(settings, home, new UserId("dev"), InstantSource.system(), new SecureRandom());
    }

    static List<Incident> incidents(PostgresStore store) {
        return store.incidents().list(CrossSessionAccess.forPlace(CrossSessionAccess.Place.INCIDENTS));
    }

    @Override
    public void close() throws SQLException {
        for (String database : List.of(records, vault)) {
            Server.run(server.getPostgresDatabase(), "DROP DATABASE " + database + " WITH (FORCE)");
        }
    }
}
