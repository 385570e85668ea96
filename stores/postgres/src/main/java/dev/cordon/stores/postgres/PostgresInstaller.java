package dev.cordon.stores.postgres;

import dev.cordon.core.CordonException;
import dev.cordon.core.LocalKeyRing;
import dev.cordon.core.Problem;
import dev.cordon.core.RootKey;
import dev.cordon.core.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings databases to this version. An administrator runs {@link #prepareRecords} and {@link #prepareVault} once: roles
 * that can't log in. After that a role that is a member of the owners installs and migrates; it is not the
 * application's, and needs no superuser. Everything here may be run again.
 */
public final class PostgresInstaller {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private PostgresInstaller() {}

    /** Makes the roles of the records' database; {@code administrator} may create roles and owns the database. */
    public static void prepareRecords(DataSource administrator) {
        run(administrator, script("data/setup.sql"));
    }

    /** Makes the roles of the vault's database. */
    public static void prepareVault(DataSource administrator) {
        run(administrator, script("vault/setup.sql"));
    }

    /** The text of what {@link #prepareRecords} runs, for people who run it themselves. */
    public static String recordsSetup() {
        return script("data/setup.sql");
    }

    /** The text of what {@link #prepareVault} runs. */
    public static String vaultSetup() {
        return script("vault/setup.sql");
    }

    /**
     * Migrates both databases and gives the records' database the key that its claims are verified with. Older ones, which
     * a restored copy of that database brings back, go (C13).
     *
     * @param records a role that is a member of cordon_owner and cordon_gate, connected without a pooler
     * @param vault a role that is a member of cordon_vault_owner
     * @param keys the role of the vault that the store will use, to derive the claim's key
     * @param root what wraps the vault's keys
     * @throws CordonException.Refused if the database verifies claims with another key
     */
    public static void install(DataSource records, DataSource vault, Endpoint keys, RootKey root, SecureRandom random) {
        migrateVault(vault);
        migrate(records, "cordon", "cordon_owner", "data");
        try (PostgresKeyStore store = new PostgresKeyStore(Database.open(keys, PATIENCE))) {
            LocalKeyRing ring = LocalKeyRing.open(root, store, random);
            giveOnly(records, new ClaimKeys(store, ring).current());
        }
    }

    /**
     * Replaces the key of claims while sessions are in use (C13): the database gets the next one, the vault says that it
     * counts, the old one goes. Processes that serve are refused once and go on with the new one; a claim that was read
     * somewhere, or the old key itself, proves nothing any more. Stopped anywhere, everybody goes on, and the next call
     * ends it.
     *
     * @param records as in {@link #install}
     * @return the number of the key that counts now
     * @throws CordonException.Conflict if another process rotates now
     */
    public static int rotateClaim(DataSource records, Endpoint keys, RootKey root, SecureRandom random) {
        try (PostgresKeyStore store = new PostgresKeyStore(Database.open(keys, PATIENCE))) {
            ClaimKeys claims = new ClaimKeys(store, LocalKeyRing.open(root, store, random));
            ClaimKey next = claims.next();
            giveKey(records, next);
            claims.advance(next);
            removeOlder(records, next);
            return next.id();
        }
    }

    /**
     * Gives a restored database of records the key that counts in the vault, and takes the older ones from it.
     *
     * @param records as in {@link #install}
     */
    public static void restoreClaim(DataSource records, Endpoint keys, RootKey root, SecureRandom random) {
        try (PostgresKeyStore store = new PostgresKeyStore(Database.open(keys, PATIENCE))) {
            giveOnly(records, new ClaimKeys(store, LocalKeyRing.open(root, store, random)).current());
        }
    }

    private static void giveOnly(DataSource records, ClaimKey current) {
        giveKey(records, current);
        removeOlder(records, current);
    }

    private static void removeOlder(DataSource installer, ClaimKey than) {
        try (Connection on = installer.getConnection();
                Statement plain = on.createStatement()) {
            on.setAutoCommit(false);
            plain.execute("SET LOCAL ROLE cordon_owner");
            try (PreparedStatement delete = on.prepareStatement("DELETE FROM cordon.claim_key WHERE id < ?")) {
                delete.setInt(1, than.id());
                delete.executeUpdate();
            }
            on.commit();
        } catch (SQLException e) {
            throw PostgresErrors.of(e);
        }
    }

    /** The same under a local root key, made on first use. */
    public static void install(
            DataSource records, DataSource vault, Endpoint keys, Path rootKeyset, SecureRandom random) {
        install(records, vault, keys, RootKey.ofFile(rootKeyset), random);
    }

    /** The vault alone, which must hold another store's keys before the claim's key is derived from them. */
    static void migrateVault(DataSource vault) {
        migrate(vault, "cordon_vault", "cordon_vault_owner", "vault");
    }

    private static void migrate(DataSource installer, String schema, String owner, String scripts) {
        try {
            Flyway.configure()
                    .dataSource(installer)
                    .initSql("SET ROLE " + owner)
                    .schemas(schema)
                    .defaultSchema(schema)
                    .table("schema_history")
                    .locations("classpath:dev/cordon/stores/postgres/" + scripts)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "store-migration",
                            "The database was not migrated",
                            "a step of " + scripts + " failed and was rolled back",
                            "see the cause; prepare the roles first, and run it again"),
                    e);
        }
    }

    private static void giveKey(DataSource installer, ClaimKey key) {
        try (Connection on = installer.getConnection();
                Statement plain = on.createStatement()) {
            on.setAutoCommit(false);
            plain.execute("SET LOCAL ROLE cordon_owner");
            insertKey(on, key);
            requireKey(on, key);
            on.commit();
        } catch (SQLException e) {
            throw PostgresErrors.of(e);
        }
    }

    private static void insertKey(Connection on, ClaimKey key) throws SQLException {
        try (PreparedStatement insert =
                on.prepareStatement("INSERT INTO cordon.claim_key (id, inner_pad, outer_pad) VALUES (?, ?, ?)"
                        + " ON CONFLICT DO NOTHING")) {
            insert.setInt(1, key.id());
            insert.setBytes(2, key.innerPad());
            insert.setBytes(3, key.outerPad());
            insert.executeUpdate();
        }
    }

    private static void requireKey(Connection on, ClaimKey key) throws SQLException {
        try (PreparedStatement select =
                on.prepareStatement("SELECT inner_pad = ? FROM cordon.claim_key WHERE id = ?")) {
            select.setBytes(1, key.innerPad());
            select.setInt(2, key.id());
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next() || !rows.getBoolean(1)) {
                    throw new CordonException.Refused(Problem.of(
                            Rule.C13,
                            "claim-key-differs",
                            "The database was not changed",
                            "it verifies claims with a key of another root keyset or vault",
                            "install with the root keyset and vault that it was installed with"));
                }
            }
        }
    }

    private static void run(DataSource administrator, String sql) {
        try (Connection on = administrator.getConnection();
                Statement statement = on.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw PostgresErrors.of(e);
        }
    }

    private static String script(String name) {
        try (InputStream in = Objects.requireNonNull(PostgresInstaller.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
