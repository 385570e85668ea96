package dev.cordon.memory;

import dev.cordon.core.Entry;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one partition remembers, without the texts, kept up with its log by reading what is new. Other writers of the
 * partition, in other processes too, are seen at the next {@link #catchUp}. For one thread at a time.
 */
final class MemoryBook {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Records records;
    private final Map<String, Card> cards = new LinkedHashMap<>();
    private final Map<String, Instant> used = new HashMap<>();
    private final Set<String> touches = new LinkedHashSet<>();
    private Instant newest = Instant.MIN;
    private Optional<Head> readTo = Optional.empty();
    private long itemsSeen;
    private long touchesSeen;
    private long tombstonesSeen;

    MemoryBook(Records records) {
        this.records = records;
    }

    /** Reads what was written and deleted since the last time. Each kind has its own mark, so that no order is missed. */
    void catchUp() {
        // Asked before reading, so that what is written meanwhile is read the next time.
        Optional<Head> head = records.head();
        if (head.isPresent() && head.equals(readTo)) {
            return;
        }
        read();
        readTo = head;
    }

    private void read() {
        List<Entry> written = new ArrayList<>(records.read(Kind.MEMORY, itemsSeen));
        written.addAll(records.read(Kind.MEMORY_TOUCH, touchesSeen));
        written.sort(Comparator.comparingLong(Entry::sequence));
        written.forEach(this::take);
        for (Entry entry : records.read(Kind.TOMBSTONE, tombstonesSeen)) {
            tombstonesSeen = entry.sequence();
            cards.computeIfPresent(entry.id(), (id, card) -> card.sequence() < entry.sequence() ? null : card);
            touches.remove(entry.id());
        }
    }

    private void take(Entry entry) {
        if (entry.kind() == Kind.MEMORY) {
            itemsSeen = entry.sequence();
            Card card = Card.of(entry, newest);
            cards.put(card.id(), card.usedAt(used.getOrDefault(card.id(), card.start())));
        } else {
            touchesSeen = entry.sequence();
            touches.add(entry.id());
            Touches.read(entry.body()).forEach(this::use);
        }
        Instant at = entry.provenance().at();
        newest = at.isAfter(newest) ? at : newest;
    }

    private void use(String id, Instant at) {
        used.merge(id, at, (known, next) -> next.isAfter(known) ? next : known);
        cards.computeIfPresent(id, (key, card) -> card.usedAt(at));
    }

    /** The session's time, never before what the log has seen: a restart with a clock set back revives nothing (C16). */
    Instant now(Instant clock) {
        return clock.isAfter(newest) ? clock : newest;
    }

    /** In the order of writing. */
    Collection<Card> cards() {
        return List.copyOf(cards.values());
    }

    Optional<Card> find(String id) {
        return Optional.ofNullable(cards.get(id));
    }

    int items() {
        return cards.size();
    }

    long bytes() {
        return cards.values().stream().mapToLong(Card::bytes).sum();
    }

    /** Ids of the records that say when items were used, the oldest first. */
    List<String> touchRecords() {
        return List.copyOf(touches);
    }

    long writtenInLastMinute(Instant now) {
        Instant since = now.minus(MINUTE);
        return cards.values().stream().filter(card -> card.at().isAfter(since)).count();
    }
}
