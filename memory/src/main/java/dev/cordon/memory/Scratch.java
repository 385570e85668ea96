package dev.cordon.memory;

import dev.cordon.core.Author;
import dev.cordon.core.Session;
import java.util.List;

/** The end of a task's scratch: it dies with its task (C7). */
public final class Scratch {
    private Scratch() {}

    /**
     * Erases what the task of this id kept as scratch, for good. Returns how many items went; a second call finds none.
     *
     * @param by who ends the task
     */
    public static int end(Session session, String task, Author by) {
        MemoryBook book = new MemoryBook(Records.of(session));
        book.catchUp();
        List<Card> scratch = book.cards().stream()
                .filter(card -> card.header().task().equals(task))
                .toList();
        scratch.forEach(card -> session.delete(card.id(), by));
        return scratch.size();
    }
}
