package dev.cordon.cli;

import dev.cordon.cli.Config.StoreSettings;
import dev.cordon.cli.Config.StoreSettings.Embedded;
import dev.cordon.cli.Config.StoreSettings.Place;
import dev.cordon.cli.Config.StoreSettings.Postgres;
import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Problem;
import dev.cordon.core.RootKey;
import dev.cordon.core.SessionStore;
import dev.cordon.core.UserId;
import dev.cordon.core.spi.Backups;
import dev.cordon.core.spi.KeyStore;
import dev.cordon.stores.postgres.Endpoint;
import dev.cordon.stores.postgres.PostgresInstaller;
import dev.cordon.stores.postgres.PostgresMigration;
import dev.cordon.stores.postgres.PostgresSettings;
import dev.cordon.stores.postgres.PostgresStore;
import dev.cordon.stores.sqlite.Backup;
import dev.cordon.stores.sqlite.LocalStore;
import dev.cordon.stores.sqlite.SqliteExport;
import dev.cordon.stores.sqlite.SqliteKeyStore;
import dev.cordon.tools.CredentialReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Supplier;

/** The stores' part of the wiring: the one place that turns the section {@code store} into an engine. Immutable. */
final class StoreWiring {
    private final StoreSettings settings;
    private final Path home;
    private final Supplier<RootKey> root;
    private final CredentialReader secrets;
    private final InstantSource clock;
    private final SecureRandom random;

    /** @param root asked when a store is opened */
    StoreWiring(
            StoreSettings settings,
            Path home,
            Supplier<RootKey> root,
            CredentialReader secrets,
            InstantSource clock,
            SecureRandom random) {
        this.settings = settings;
        this.home = home;
        this.root = root;
        this.secrets = secrets;
        this.clock = clock;
        this.random = random;
    }

    SessionStore open() {
        UserId user = new UserId(System.getProperty("user.name"));
        return switch (settings) {
            case Embedded _ -> LocalStore.open(home, root.get(), user, clock, random);
            case Postgres postgres -> PostgresStore.open(settings(postgres), home, root.get(), user, clock, random);
        };
    }

    /** @throws CordonException.BadInput where the engine's own backup is the one to use */
    Backups backups(CrossSessionAccess access) {
        if (settings instanceof Postgres) {
            throw new CordonException.BadInput(
                    Problem.of(
                            "backup-elsewhere",
                            "Cordon does not back up a PostgreSQL store",
                            "its sessions lie in the databases that cordon.yaml names",
                            "back up both databases with PostgreSQL's own tools, the vault apart, and root.keyset apart from both: see docs/postgres.md"));
        }
        return new Backup(access, home);
    }

    /** Installs what is missing in the databases of the configuration, and moves what this home's files hold there. */
    PostgresMigration.Moved migrate(
            CrossSessionAccess access, PostgresMigration.Login records, PostgresMigration.Login vault) {
        if (!(settings instanceof Postgres postgres)) {
            throw new CordonException.BadInput(Problem.of(
                    "migration-without-target",
                    "Nothing says where to migrate to",
                    "the store of cordon.yaml is the embedded one",
                    "write 'store: { kind: postgres, … }' with both databases first: see docs/postgres.md"));
        }
        try (SqliteExport from = new SqliteExport(home)) {
            return PostgresMigration.run(
                    from, access, PostgresMigration.Target.of(settings(postgres), records, vault, root.get()), random);
        }
    }

    /**
     * Replaces the key that claims are made with; answers its number.
     *
     * @param login the installing role in the database of records
     */
    int rotateClaim(CrossSessionAccess access, PostgresMigration.Login login) {
        Objects.requireNonNull(access);
        PostgresSettings where = database();
        return PostgresInstaller.rotateClaim(login.at(where.records()), where.vault(), root.get(), random);
    }

    /** Gives a database of records that was restored the key that counts: until then it refuses everybody. */
    void restoreClaim(CrossSessionAccess access, PostgresMigration.Login login) {
        Objects.requireNonNull(access);
        PostgresSettings where = database();
        PostgresInstaller.restoreClaim(login.at(where.records()), where.vault(), root.get(), random);
    }

    private PostgresSettings database() {
        if (settings instanceof Postgres postgres) {
            return settings(postgres);
        }
        throw new CordonException.BadInput(Problem.of(
                "claim-without-database",
                "There is no claim's key",
                "the embedded store has a file for each session and asks no database to tell them apart",
                "rotate root or tenant"));
    }

    /** The wrapped keys alone; closed by the caller. */
    KeyStore openKeys() {
        return switch (settings) {
            case Embedded _ -> new SqliteKeyStore(home.resolve("keys.db"));
            case Postgres postgres -> PostgresStore.openKeys(settings(postgres));
        };
    }

    /** What an administrator runs once in each database. */
    static String setup(boolean vault) {
        return vault ? PostgresInstaller.vaultSetup() : PostgresInstaller.recordsSetup();
    }

    private PostgresSettings settings(Postgres postgres) {
        return new PostgresSettings(
                endpoint(postgres.records()), endpoint(postgres.vault()), postgres.lease(), postgres.patience());
    }

    private Endpoint endpoint(Place place) {
        return new Endpoint(place.url(), place.user(), secrets.value(place.password()), place.connections());
    }
}
