package dev.cordon.memory;

import dev.cordon.core.Entry;
import dev.cordon.core.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One partition as memory: what it remembers, and what of it may be read now. For one thread at a time.
 *
 * @param name of the collection that it is; empty for a session's own and for durable facts
 */
record Shelf(Records records, MemoryBook book, String name) {
    static Shelf of(Records records, String name) {
        return new Shelf(records, new MemoryBook(records), name);
    }

    /** What is live and belongs to {@code task} or to none, up with the log. */
    List<Card> readable(Optional<String> task, Instant clock) {
        book.catchUp();
        Instant now = book.now(clock);
        return book.cards().stream()
                .filter(card -> card.isLive(now) && isOpenTo(card, task))
                .toList();
    }

    Optional<Card> readable(String id, Optional<String> task, Instant clock) {
        book.catchUp();
        Instant now = book.now(clock);
        return book.find(id).filter(card -> card.isLive(now) && isOpenTo(card, task));
    }

    /** A task's scratch is that task's (C7). */
    private static boolean isOpenTo(Card card, Optional<String> task) {
        String owner = card.header().task();
        return owner.isEmpty() || task.filter(owner::equals).isPresent();
    }

    /** With its text; nothing where it was deleted a moment ago. */
    Optional<MemoryItem> item(Card card) {
        return records.find(card.id())
                .filter(entry -> entry.kind() == Kind.MEMORY)
                .map((Entry entry) -> card.item(entry));
    }
}
