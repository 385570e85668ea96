package dev.cordon.stores.postgres;

import dev.cordon.core.Incidents;
import dev.cordon.core.LocalKeyRing;
import dev.cordon.core.PartitionId;
import dev.cordon.core.spi.AnchorStore;
import dev.cordon.core.spi.IncidentLog;
import dev.cordon.core.spi.KeyStore;
import dev.cordon.core.spi.PartitionStore;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;

/** The ports of a PostgreSQL store one by one, made as the store makes them, for builds that wrap one. */
public final class PostgresParts {
    private final PostgresSettings settings;
    private final Database vault;

    public PostgresParts(PostgresSettings settings) {
        this.settings = settings;
        this.vault = Database.open(settings.vault(), settings.patience());
        Preflight.vault(vault, settings);
    }

    public KeyStore keyStore() {
        return new PostgresKeyStore(vault);
    }

    public AnchorStore anchors() {
        return new PostgresAnchorStore(vault);
    }

    public IncidentLog incidentLog() {
        return new PostgresIncidentLog(vault);
    }

    public PartitionStore partitions(LocalKeyRing keys, Incidents incidents) {
        Database records = Database.open(settings.records(), settings.patience());
        return new PostgresPartitionStore(
                Preflight.records(records, () -> new ClaimKey(1, keys.derive(ClaimKey.PURPOSE)), new SecureRandom()),
                settings.lease(),
                incidents);
    }

    /** How the partition is named in the records' database. */
    public static byte[] scope(PartitionId partition) {
        return Claims.scope(partition).toArray();
    }

    /** A claim to read the partition, for the role that {@code on} has logged in as. */
    public static String claim(LocalKeyRing keys, Connection on, PartitionId partition) throws SQLException {
        ServerClock clock = new ServerClock();
        clock.heard(RecordsDatabase.serverMillis(on));
        return new Claims(
                        () -> new ClaimKey(1, keys.derive(ClaimKey.PURPOSE)),
                        on.getMetaData().getUserName(),
                        on.getCatalog(),
                        clock)
                .claim(partition, Claims.Right.READ);
    }
}
