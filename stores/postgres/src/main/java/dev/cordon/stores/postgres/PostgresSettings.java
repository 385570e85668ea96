package dev.cordon.stores.postgres;

import java.time.Duration;
import java.util.Objects;

/**
 * What a {@link PostgresStore} works with.
 *
 * @param records the application's role in the database of records; a pooler in transaction mode may stand before it
 * @param vault another role, best in another database, for keys, anchors and incidents (C15)
 * @param lease after which a killed writer's partitions are free again, 1 second to 5 minutes; a living one renews it
 * @param patience how long a lost connection is tried again before an operation fails, at most a minute
 */
public record PostgresSettings(Endpoint records, Endpoint vault, Duration lease, Duration patience) {
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(15);
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

    public PostgresSettings {
        Objects.requireNonNull(records);
        Objects.requireNonNull(vault);
        between("lease", lease, Duration.ofSeconds(1), Duration.ofMinutes(5));
        between("patience", patience, Duration.ofMillis(250), Duration.ofMinutes(1));
    }

    public PostgresSettings(Endpoint records, Endpoint vault) {
        this(records, vault, DEFAULT_LEASE, DEFAULT_PATIENCE);
    }

    private static void between(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + ": " + least + " to " + most);
        }
    }
}
