package dev.cordon.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One query over several partitions, each searched by itself. Ranks are fused, not scores, which mean nothing outside
 * of their own partition: reciprocal rank fusion with k = 60 (Cormack, Clarke, Büttcher, SIGIR 2009).
 */
final class Search {
    private static final double RRF_K = 60;

    private final MemoryParts parts;
    private final Query query;

    Search(MemoryParts parts, Query query) {
        this.parts = parts;
        this.query = query;
    }

    /** An item that the search found, without its text. */
    record Found(Shelf shelf, Card card, List<Why> why, double score) {
        Optional<Hit> hit() {
            return shelf.item(card).map(item -> new Hit(item, score, why, shelf.name()));
        }
    }

    /** What is found among {@code allowed}, the shelf's own, in no order. */
    List<Found> in(Shelf shelf, List<Card> allowed) {
        Map<String, List<Why>> reasons = new HashMap<>();
        byWords(shelf, allowed)
                .forEach(why -> reasons.computeIfAbsent(why.id(), id -> new ArrayList<>())
                        .add(why.why()));
        List<Found> found = new ArrayList<>();
        for (Card card : allowed) {
            List<Why> why = reasons.getOrDefault(card.id(), List.of());
            if (!why.isEmpty()) {
                found.add(new Found(shelf, card, why, score(why)));
            }
        }
        return found;
    }

    private record Reason(String id, Why why) {}

    private List<Reason> byWords(Shelf shelf, List<Card> allowed) {
        if (allowed.isEmpty()) {
            return List.of();
        }
        List<String> ids = allowed.stream().map(Card::id).toList();
        List<TextIndex.Found> found =
                parts.indexes().on(shelf.records(), index -> index.search(query.text(), ids, query.k()));
        List<Reason> reasons = new ArrayList<>();
        for (TextIndex.Found one : found) {
            reasons.add(new Reason(one.id(), new Why.Text(reasons.size() + 1, one.terms())));
        }
        return reasons;
    }

    private static double score(List<Why> why) {
        return why.stream().mapToDouble(one -> 1 / (RRF_K + one.rank())).sum();
    }

    /** What the search went by. */
    String went() {
        return "words only: no embedder is configured";
    }
}
