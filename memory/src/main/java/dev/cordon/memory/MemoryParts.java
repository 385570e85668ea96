package dev.cordon.memory;

import dev.cordon.core.Ids;
import dev.cordon.guard.SecretScanner;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * What every memory of a process works with. Each part is thread-safe and holds nothing of a session but the cache,
 * which keeps them apart. Made and closed by the wiring.
 */
public record MemoryParts(
        MemorySettings settings,
        SecretScanner secrets,
        Ids ids,
        SecureRandom random,
        IndexCache indexes,
        Optional<Embedder> embedder) {

    /** Without vectors. */
    public MemoryParts(
            MemorySettings settings, SecretScanner secrets, Ids ids, SecureRandom random, IndexCache indexes) {
        this(settings, secrets, ids, random, indexes, Optional.empty());
    }
}
