package dev.cordon.stores.postgres;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Incidents;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Partitions in one table, confined by the database itself (C13): the application's role calls functions, each with a
 * claim to one scope that the database verifies; row-level security, forced on the owner too, shows and takes rows of
 * that scope only. What is visible without a key: a hash that stands for the partition, sequence, epoch, kind number,
 * minted id, digest and hash of each row, sizes and when a partition was made.
 */
public final class PostgresPartitionStore implements PartitionStore {
    private final RecordsDatabase database;
    private final Node node;
    private final Incidents incidents;

    /** Owns {@code database} from now on. */
    PostgresPartitionStore(RecordsDatabase database, Duration lease, Incidents incidents) {
        this.database = database;
        this.node = new Node(database, lease);
        this.incidents = incidents;
    }

    @Override
    public Optional<PartitionLog> open(PartitionId partition, Access access) {
        requireScope(partition);
        if (access == Access.READ) {
            return database.present(Claims.scope(partition)) ? Optional.of(log(partition, null)) : Optional.empty();
        }
        UUID token = UUID.randomUUID();
        return switch (database.take(Claims.scope(partition), node.id(), token, access == Access.CREATE)) {
            case "open" -> Optional.of(log(partition, token));
            case "none" -> Optional.empty();
            case "exists" -> throw exists();
            default -> throw busy();
        };
    }

    private PartitionLog log(PartitionId partition, @Nullable UUID token) {
        return new PostgresPartitionLog(partition, token, database, node, incidents);
    }

    @Override
    public void destroy(PartitionId partition) {
        requireScope(partition);
        destroy(Claims.scope(partition));
    }

    private void destroy(Bytes scope) {
        if (database.destroy(scope).equals("busy")) {
            throw busy();
        }
    }

    /** A partition's key is its scope, in hex. */
    @Override
    public void destroy(CrossSessionAccess access, String partition) {
        Objects.requireNonNull(access);
        destroy(Bytes.hex(partition));
    }

    @Override
    public void requireFree(CrossSessionAccess access, String partition) {
        Objects.requireNonNull(access);
        UUID token = UUID.randomUUID();
        Bytes scope = Bytes.hex(partition);
        switch (database.take(scope, node.id(), token, false)) {
            case "open" -> database.giveBack(scope, token);
            case "none" -> {}
            default -> throw busy();
        }
    }

    private void requireScope(@Nullable PartitionId partition) {
        if (partition == null) {
            incidents.report(Rule.C5, "store-without-scope", "a store was asked without a partition", null);
            throw new CordonException.Refused(Problem.of(
                    Rule.C5,
                    "store-without-scope",
                    "Nothing was read or written",
                    "no partition was named",
                    "open a session"));
        }
    }

    private static CordonException exists() {
        return new CordonException.Conflict(
                Problem.of("partition-changed", "The partition was not opened", "it exists already", "look again"));
    }

    static CordonException busy() {
        return new CordonException.Conflict(Problem.of(
                Rule.C18,
                "session-busy",
                "The session is busy",
                "another writer holds it, and a session has one writer at a time",
                "wait until it ends, or, if its process was killed, until its lease has passed"));
    }

    @Override
    public void close() {
        try (database) {
            node.close();
        }
    }
}
