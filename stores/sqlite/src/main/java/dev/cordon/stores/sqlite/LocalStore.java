package dev.cordon.stores.sqlite;

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
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * Everything of the embedded default under one home folder, wired: {@code root.keyset}, {@code keys.db},
 * {@code anchors.db}, {@code incidents.db}, {@code partitions/}, {@code workspaces/}; folders 0700, files 0600. Owned
 * and closed by whoever opened it; several processes may have one home open. Thread-safe.
 */
public final class LocalStore implements SessionStore {
    private final SqliteKeyStore keyStore;
    private final SqliteAnchorStore anchors;
    private final SqliteIncidentLog incidentLog;
    private final SqlitePartitionStore partitions;
    private final LocalKeyRing keys;
    private final Ids ids;
    private final Incidents incidents;
    private final LocalIdentity identity;
    private final WorkspaceRegistry workspaces;
    private final SessionRouter router;

    private LocalStore(
            Path home, RootKey root, UserId osUser, InstantSource clock, SecureRandom random, SqliteKeyStore keyStore) {
        this.keyStore = keyStore;
        this.keys = LocalKeyRing.open(root, keyStore, random);
        this.ids = new Ids(random, keys.derive("ids"));
        this.anchors = new SqliteAnchorStore(home.resolve("anchors.db"));
        this.incidentLog = new SqliteIncidentLog(home.resolve("incidents.db"));
        this.incidents = new Incidents(incidentLog, ids, keys.derive("incidents"), clock);
        this.partitions = new SqlitePartitionStore(home.resolve("partitions"), incidents);
        this.identity = new LocalIdentity(osUser, keyStore, keys.derive("profiles"), random);
        this.workspaces = new WorkspaceRegistry(home.resolve("workspaces"), ids);
        this.router = new SessionRouter(new RouterPorts(identity, partitions, anchors, keys, ids, incidents, clock));
    }

    /**
     * Opens a home, made where it is missing.
     *
     * @param osUser who the kernel says runs this process
     * @throws dev.cordon.core.CordonException if its keys are lost, wrong or exposed, or the folder can't be used
     */
    public static LocalStore open(Path home, UserId osUser, InstantSource clock, SecureRandom random) {
        return open(home, RootKey.ofFile(home.resolve("root.keyset")), osUser, clock, random);
    }

    /** The same under any root key. */
    public static LocalStore open(Path home, RootKey root, UserId osUser, InstantSource clock, SecureRandom random) {
        try {
            Database.privateFolder(home);
            NativeLibrary.in(home.resolve("lib"));
        } catch (IOException e) {
            throw SqliteErrors.of(e);
        }
        SqliteKeyStore keyStore = new SqliteKeyStore(home.resolve("keys.db"));
        try {
            return new LocalStore(home, root, osUser, clock, random, keyStore);
        } catch (RuntimeException e) {
            keyStore.close();
            throw e;
        }
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

    /** Its write-ahead log included; 0 where there is none. */
    @Override
    public OptionalLong bytesOf(PartitionId partition) {
        return OptionalLong.of(partitions.bytesOf(partition));
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
