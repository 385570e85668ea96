package dev.cordon.stores.postgres;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.LocalKeyRing;
import dev.cordon.core.RootKey;
import dev.cordon.core.spi.StoreExport;
import java.security.SecureRandom;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Moves a whole store to PostgreSQL: keys first, then anchors, approvals and incidents, then every partition, sealed as
 * it is. Everything is read back and compared with the source. May be stopped at any point and run again: it goes on.
 * The source is left as it is; neither it nor the target may serve meanwhile.
 */
public final class PostgresMigration {
    /** How much there is, all of it verified. */
    public record Moved(int partitions, long rows, int keys, int anchors, int approvals, int spent, int incidents) {}

    /**
     * Where to.
     *
     * @param records the installing role in the database of records, which an administrator has prepared
     * @param vault the installing role in the vault
     * @param settings of the store to be
     * @param root the source's root key
     */
    public record Target(DataSource records, DataSource vault, PostgresSettings settings, RootKey root) {
        /** The same databases as the settings', where the installing roles log in with these names and passwords. */
        public static Target of(PostgresSettings settings, Login records, Login vault, RootKey root) {
            return new Target(records.at(settings.records()), vault.at(settings.vault()), settings, root);
        }
    }

    /** A role that installs. It needs the server itself: no pooler may stand before it. */
    public record Login(String user, String password) {
        /** Where it logs in. */
        public DataSource at(Endpoint place) {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(place.url());
            source.setUser(user);
            source.setPassword(password);
            source.setApplicationName("cordon-migrate");
            return source;
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    private PostgresMigration() {}

    /**
     * @throws dev.cordon.core.CordonException.Conflict if a writer is at the source, or the target holds something else
     * @throws dev.cordon.core.CordonException.Damaged if the root keyset is not the source's
     */
    public static Moved run(StoreExport from, CrossSessionAccess access, Target to, SecureRandom random) {
        PostgresInstaller.migrateVault(to.vault());
        PostgresSettings settings = to.settings();
        try (VaultCopy vault = new VaultCopy(Database.open(settings.vault(), settings.patience()))) {
            int keys = vault.keys(from.keys(access));
            // With the source's keys in place: the claim's key derives from them.
            PostgresInstaller.install(to.records(), to.vault(), settings.vault(), to.root(), random);
            int anchors = vault.anchors(from.anchors(access));
            int approvals = vault.approvals(from.approvals(access));
            int spent = vault.spent(from.spent(access));
            int incidents = vault.incidents(from.incidents(access));
            long[] records = records(from, access, to, random);
            return new Moved(Math.toIntExact(records[0]), records[1], keys, anchors, approvals, spent, incidents);
        }
    }

    /** How many partitions, and how many rows of all. */
    private static long[] records(StoreExport from, CrossSessionAccess access, Target to, SecureRandom random) {
        PostgresSettings settings = to.settings();
        try (Database records = Database.open(settings.records(), settings.patience())) {
            ClaimKey claimKey = claimKey(to, random);
            RecordsDatabase database = Preflight.records(records, () -> claimKey, random);
            long rows = 0;
            long partitions = 0;
            try (Node node = new Node(database, settings.lease())) {
                RecordsCopy copy = new RecordsCopy(from, access, database, node);
                for (String key : from.partitions(access)) {
                    rows += copy.partition(key);
                    partitions++;
                }
            }
            return new long[] {partitions, rows};
        }
    }

    private static ClaimKey claimKey(Target to, SecureRandom random) {
        PostgresSettings settings = to.settings();
        try (PostgresKeyStore keys = new PostgresKeyStore(Database.open(settings.vault(), settings.patience()))) {
            return new ClaimKeys(keys, LocalKeyRing.open(to.root(), keys, random)).current();
        }
    }
}
