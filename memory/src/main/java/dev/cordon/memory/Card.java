package dev.cordon.memory;

import dev.cordon.core.Entry;
import dev.cordon.memory.MemoryCodec.Stored;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of an item without its text. Immutable.
 *
 * @param start when its life began: {@code at}, or later where the log had seen a later time already
 * @param used when it was last used, as the log says
 */
record Card(
        String id,
        long sequence,
        Header header,
        Set<String> sources,
        Instant at,
        Instant start,
        int bytes,
        Instant used) {
    /** @param seen the latest time that the log has seen before */
    static Card of(Entry entry, Instant seen) {
        Stored stored = MemoryCodec.read(entry);
        Instant at = entry.provenance().at();
        Instant start = at.isAfter(seen) ? at : seen;
        return new Card(
                entry.id(),
                entry.sequence(),
                stored.header().with(Optional.empty()),
                Set.copyOf(stored.header().sources()),
                at,
                start,
                stored.textBytes(),
                start);
    }

    Card usedAt(Instant time) {
        return time.isAfter(used) ? new Card(id, sequence, header, sources, at, start, bytes, time) : this;
    }

    /** From this instant on it is unreadable (C16). */
    Optional<Instant> expires() {
        if (header.idleMillis() == 0 || header.absoluteMillis() == 0) {
            return Optional.empty();
        }
        Instant idle = used.plusMillis(header.idleMillis());
        Instant end = start.plusMillis(header.absoluteMillis());
        return Optional.of(idle.isBefore(end) ? idle : end);
    }

    boolean isLive(Instant now) {
        return expires().filter(end -> !now.isBefore(end)).isEmpty();
    }

    /** Whether a use now is worth a record: one at most every tenth of the idle time. */
    boolean isDueForTouch(Instant now) {
        return header.idleMillis() > 0 && !now.isBefore(used.plusMillis(Math.max(1, header.idleMillis() / 10)));
    }

    MemoryItem item(Entry entry) {
        return new MemoryItem(
                id,
                header.kind(),
                MemoryCodec.read(entry).text(),
                entry.provenance(),
                sources,
                header.summarizes(),
                Set.copyOf(header.marks()),
                header.task().isEmpty() ? Optional.empty() : Optional.of(header.task()),
                expires());
    }
}
