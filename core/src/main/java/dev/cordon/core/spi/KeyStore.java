package dev.cordon.core.spi;

import dev.cordon.core.Bytes;
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

    /** Returns whether there was one. */
    boolean delete(String name);

    boolean isEmpty();

    @Override
    void close();
}
