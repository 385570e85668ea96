package dev.cordon.core;

import dev.cordon.core.spi.KeyRing;
import dev.cordon.core.spi.PartitionCipher;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys of those sessions that gave records to one durable partition, each with a key of its own there: destroyed, it
 * takes what its session gave out of every copy of the partition (C17). A session is named by its partition's key.
 * Looks each up once; made anew for each opening. Thread-safe.
 */
final class SourceKeys {
    private final KeyRing keys;
    private final PartitionId partition;
    private final ConcurrentHashMap<String, Optional<PartitionCipher>> known = new ConcurrentHashMap<>();

    SourceKeys(KeyRing keys, PartitionId partition) {
        this.keys = keys;
        this.partition = partition;
    }

    Optional<PartitionCipher> find(String source) {
        return known.computeIfAbsent(source, name -> keys.findSource(partition, name));
    }

    /** Made where it is missing. */
    PartitionCipher make(String source) {
        Optional<PartitionCipher> there = find(source);
        if (there.isPresent()) {
            return there.get();
        }
        PartitionCipher made = keys.makeSource(partition, source);
        known.put(source, Optional.of(made));
        return made;
    }

    boolean isDestroyed(String source) {
        return keys.isSourceDestroyed(partition, source);
    }

    boolean destroy(String source) {
        known.put(source, Optional.empty());
        return keys.destroySource(partition, source);
    }
}
