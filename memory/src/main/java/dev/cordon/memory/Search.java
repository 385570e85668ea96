package dev.cordon.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /** The hits among {@code allowed}, the shelf's own, in no order. */
    List<Hit> in(Shelf shelf, List<Card> allowed) {
        Map<String, List<Why>> reasons = new HashMap<>();
        byWords(shelf, allowed)
                .forEach(why -> reasons.computeIfAbsent(why.id(), id -> new ArrayList<>())
                        .add(why.why()));
        List<Hit> hits = new ArrayList<>();
        for (Card card : allowed) {
            List<Why> why = reasons.getOrDefault(card.id(), List.of());
            if (!why.isEmpty()) {
                shelf.item(card).ifPresent(item -> hits.add(new Hit(item, score(why), why, shelf.name())));
            }
        }
        return hits;
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
