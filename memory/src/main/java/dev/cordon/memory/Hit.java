package dev.cordon.memory;

import java.util.List;

/**
 * One recalled item.
 *
 * @param score the sum over {@code why} of 1 / (60 + rank)
 * @param from the collection that it is of; empty for what is the session's own or its user's
 */
public record Hit(MemoryItem item, double score, List<Why> why, String from) {
    public Hit {
        why = List.copyOf(why);
    }
}
