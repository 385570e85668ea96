package dev.cordon.memory;

import dev.cordon.core.Provenance;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Something remembered, as it was written after the write policy.
 *
 * @param id under which this session, and no other, finds it (C10)
 * @param sources who wrote it; of a summary, who wrote any of what it was made of (C8)
 * @param summarizes the ids of what it was made of; empty for what is no summary
 * @param marks what the write policy noticed; they stay
 * @param task the task whose scratch it is
 * @param expires unreadable from then on, unless it is read before (C16); empty for what ends with its session, task
 *     or by forgetting
 */
public record MemoryItem(
        String id,
        MemoryKind kind,
        String text,
        Provenance provenance,
        Set<String> sources,
        List<String> summarizes,
        Set<Mark> marks,
        Optional<String> task,
        Optional<Instant> expires) {
    public MemoryItem {
        sources = Set.copyOf(sources);
        summarizes = List.copyOf(summarizes);
        marks = Set.copyOf(marks);
    }
}
