package dev.cordon.core.spi;

import dev.cordon.core.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * Wrapped keys by name, apart from all data and with a backup of its own (C15). Durable when a method returns;
 * deleted bytes are overwritten. Names are hashes, they say nothing. Thread-safe, over processes too; made and closed
 * by the wiring.
 */
public interface KeyStore extends AutoCloseable {
    Optional<Bytes> get(String name);

    /** Returns whether {@code name} was free; where it was not, nothing changes. */
    boolean putIfAbsent(String name, Bytes wrapped);

    /** Returns whether {@code name} held exactly {@code expected}; where it did not, nothing changes. */
    boolean replace(String name, Bytes expected, Bytes wrapped);

    /** Names that begin with {@code prefix} and follow {@code after}, in their order, at most {@code limit} at once. */
    List<String> names(String prefix, String after, int limit);

    /** Returns whether there was one. */
    boolean delete(String name);

    boolean isEmpty();

    @Override
    void close();
}
