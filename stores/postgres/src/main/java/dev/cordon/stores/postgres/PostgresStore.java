package dev.cordon.stores.postgres;

import dev.cordon.core.Ids;
import dev.cordon.core.Incidents;
import dev.cordon.core.LocalIdentity;
import dev.cordon.core.LocalKeyRing;
import dev.cordon.core.PartitionId;
import dev.cordon.core.RootKey;
import dev.cordon.core.RouterPorts;
import dev.cordon.core.SessionRouter;
import dev.cordon.core.SessionStore;
import dev.cordon.core.UserId;
import dev.cordon.core.WorkspaceRegistry;
import dev.cordon.core.spi.KeyStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Everything on PostgreSQL, wired: records in one database; keys, anchors and incidents in the vault; the root keyset
 * and the workspaces in a home folder. Owned and closed by whoever opened it; several processes may have the same
 * databases open. Thread-safe.
 */
public final class PostgresStore implements SessionStore {
    private final PostgresKeyStore keyStore;
    private final PostgresAnchorStore anchors;
    private final PostgresIncidentLog incidentLog;
    private final PostgresPartitionStore partitions;
    private final LocalKeyRing keys;
    private final Ids ids;
    private final Incidents incidents;
    private final LocalIdentity identity;
    private final WorkspaceRegistry workspaces;
    private final SessionRouter router;

    private PostgresStore(
            PostgresSettings settings,
            Path home,
            RootKey root,
            UserId osUser,
            InstantSource clock,
            SecureRandom random,
            Database vault) {
        this.keyStore = new PostgresKeyStore(vault);
        this.keys = LocalKeyRing.open(root, keyStore, random);
        this.ids = new Ids(random, keys.derive("ids"));
        this.anchors = new PostgresAnchorStore(vault);
        this.incidentLog = new PostgresIncidentLog(vault);
        this.incidents = new Incidents(incidentLog, ids, keys.derive("incidents"), clock);
        this.identity = new LocalIdentity(osUser, keyStore, keys.derive("profiles"), random);
        this.workspaces = new WorkspaceRegistry(home.resolve("workspaces"), ids);
        this.partitions = partitions(settings, new ClaimKeys(keyStore, keys)::current, incidents, random);
        this.router = new SessionRouter(new RouterPorts(identity, partitions, anchors, keys, ids, incidents, clock));
    }

    /**
     * Opens the databases, which {@link PostgresInstaller} has prepared.
     *
     * @param home folder of the root keyset and the workspaces
     * @param osUser who the kernel says runs this process
     * @throws dev.cordon.core.CordonException.Refused if the server, a role or the installation would not confine a
     *     session (C13), or a key is the wrong one
     * @throws dev.cordon.core.CordonException.Unavailable if a database can't be reached or takes no writes
     */
    public static PostgresStore open(
            PostgresSettings settings, Path home, UserId osUser, InstantSource clock, SecureRandom random) {
        return open(settings, home, RootKey.ofFile(home.resolve("root.keyset")), osUser, clock, random);
    }

    /** The same under any root key. */
    public static PostgresStore open(
            PostgresSettings settings,
            Path home,
            RootKey root,
            UserId osUser,
            InstantSource clock,
            SecureRandom random) {
        Database vault = Database.open(settings.vault(), settings.patience());
        try {
            Preflight.vault(vault, settings);
            return new PostgresStore(settings, home, root, osUser, clock, random, vault);
        } catch (RuntimeException e) {
            vault.close();
            throw e;
        }
    }

    /** The vault's wrapped keys alone, for their rotation; closed by the caller. */
    public static KeyStore openKeys(PostgresSettings settings) {
        Database vault = Database.open(settings.vault(), settings.patience());
        try {
            Preflight.vault(vault, settings);
            return new PostgresKeyStore(vault);
        } catch (RuntimeException e) {
            vault.close();
            throw e;
        }
    }

    /** The partitions, fit to serve. */
    private static PostgresPartitionStore partitions(
            PostgresSettings settings, Supplier<ClaimKey> key, Incidents incidents, SecureRandom random) {
        Database records = Database.open(settings.records(), settings.patience());
        try {
            RecordsDatabase checked = Preflight.records(records, key, random);
            return new PostgresPartitionStore(checked, settings.lease(), incidents);
        } catch (RuntimeException e) {
            records.close();
            throw e;
        }
    }

    /** The port alone, for the tests of this package. */
    PostgresPartitionStore partitions() {
        return partitions;
    }

    @Override
    public SessionRouter router() {
        return router;
    }

    @Override
    public LocalIdentity identity() {
        return identity;
    }

    @Override
    public Incidents incidents() {
        return incidents;
    }

    @Override
    public WorkspaceRegistry workspaces() {
        return workspaces;
    }

    @Override
    public Ids ids() {
        return ids;
    }

    @Override
    public LocalKeyRing keys() {
        return keys;
    }

    @Override
    public OptionalLong bytesOf(PartitionId partition) {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        try (keyStore;
                anchors;
                incidentLog;
                partitions) {
            router.close();
        }
    }
}
