package dev.cordon.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the session's own items are meant; it only ever narrows (C9).
 *
 * @param kinds empty for all
 * @param sources as {@link Pen#source} writes them; empty for all. A summary is of each of its sources
 * @param youngerThan written at most so long ago
 * @param olderThan written longer ago than that
 */
public record Filter(
        Set<MemoryKind> kinds, Set<String> sources, Optional<Duration> youngerThan, Optional<Duration> olderThan) {
    public static final Filter ALL = new Filter(Set.of(), Set.of(), Optional.empty(), Optional.empty());

    public Filter {
        kinds = Set.copyOf(kinds);
        sources = Set.copyOf(sources);
    }

    public static Filter of(MemoryKind... kinds) {
        return ALL.withKinds(Set.of(kinds));
    }

    public Filter withKinds(Set<MemoryKind> wanted) {
        return new Filter(wanted, sources, youngerThan, olderThan);
    }

    public Filter withSources(Set<String> wanted) {
        return new Filter(kinds, wanted, youngerThan, olderThan);
    }

    public Filter younger(Duration age) {
        return new Filter(kinds, sources, Optional.of(age), olderThan);
    }

    public Filter older(Duration age) {
        return new Filter(kinds, sources, youngerThan, Optional.of(age));
    }

    boolean takes(MemoryKind kind) {
        return kinds.isEmpty() || kinds.contains(kind);
    }

    boolean takes(MemoryKind kind, Set<String> from, Instant at, Instant now) {
        Duration age = Duration.between(at, now);
        return takes(kind)
                && (sources.isEmpty() || sources.stream().anyMatch(from::contains))
                && youngerThan.filter(limit -> age.compareTo(limit) > 0).isEmpty()
                && olderThan.filter(limit -> age.compareTo(limit) <= 0).isEmpty();
    }
}
