package dev.cordon.tck.memory;

import java.util.Objects;

/**
 * Something that a memory holds.
 *
 * @param id as {@link SessionUnderTest#append} gave it; empty where the memory has no ids
 */
public record Item(String id, String text) {
    public Item {
        Objects.requireNonNull(id);
        Objects.requireNonNull(text);
    }
}
