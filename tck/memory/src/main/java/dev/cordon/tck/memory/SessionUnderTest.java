package dev.cordon.tck.memory;

import java.util.List;
import java.util.Optional;

/**
 * One owner's memory, open. The kit uses each by one thread at a time, and many side by side; it closes what it opened.
 * Any method may throw: an error is an answer, and is compared as one. A memory that lacks a method throws
 * {@link NotOffered}.
 */
public interface SessionUnderTest extends AutoCloseable {
    /** Keeps the text, as durably as the memory does, and answers the id to get it by. */
    String append(String text);

    /** The text of this id, or nothing. The id may be another owner's, deleted or made up. */
    Optional<String> get(String id);

    /** What answers the query, the best first, at most {@code k}. A word of a text finds it. */
    List<Item> search(String query, int k);

    /** Forgets the text of this id; false, or an error, where there is none. */
    boolean delete(String id);

    @Override
    void close();
}
