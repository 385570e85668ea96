package dev.cordon.memory;

import java.util.List;

/** Why an item was recalled. */
public sealed interface Why {
    /** Its rank among the items of its partition that this search found, from 1. */
    int rank();

    /**
     * By its words.
     *
     * @param terms words of the query that it holds, at most 16
     */
    record Text(int rank, List<String> terms) implements Why {
        public Text {
            terms = List.copyOf(terms);
        }
    }

    /**
     * By its meaning.
     *
     * @param similarity cosine of the two embeddings, -1 to 1
     */
    record Vector(int rank, double similarity) implements Why {}
}
