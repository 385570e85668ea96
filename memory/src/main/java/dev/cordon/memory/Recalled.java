package dev.cordon.memory;

import java.util.List;

/**
 * The answer to a query, best first.
 *
 * @param searched what the search could go by, in words: whether vectors took part, and if not, why (C33)
 */
public record Recalled(List<Hit> hits, String searched) {
    public Recalled {
        hits = List.copyOf(hits);
    }
}
