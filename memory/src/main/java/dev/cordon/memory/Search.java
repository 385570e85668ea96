package dev.cordon.memory;

import dev.cordon.core.CordonException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One query over several partitions, each searched by itself. Ranks are fused, not scores, which mean nothing outside
 * of their own partition: reciprocal rank fusion with k = 60 (Cormack, Clarke, Büttcher, SIGIR 2009).
 */
final class Search {
    private static final double RRF_K = 60;

    private final MemoryParts parts;
    private final Query query;
    private float @Nullable [] meaning;
    private @Nullable String down;

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
        List<Reason> all = new ArrayList<>(byWords(shelf, allowed));
        parts.embedder().ifPresent(embedder -> all.addAll(byMeaning(shelf, allowed, embedder)));
        all.forEach(one ->
                reasons.computeIfAbsent(one.id(), id -> new ArrayList<>()).add(one.why()));
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
                parts.indexes().on(shelf.records(), index -> index.words().search(query.text(), ids, query.k()));
        List<Reason> reasons = new ArrayList<>();
        for (TextIndex.Found one : found) {
            reasons.add(new Reason(one.id(), new Why.Text(reasons.size() + 1, one.terms())));
        }
        return reasons;
    }

    private List<Reason> byMeaning(Shelf shelf, List<Card> allowed, Embedder embedder) {
        if (allowed.isEmpty() || down != null || query.text().isBlank()) {
            return List.of();
        }
        return parts.indexes().on(shelf.records(), index -> {
            try {
                return nearest(shelf, allowed, index.meanings(), embedder);
            } catch (CordonException.Unavailable e) {
                // What went by words is an answer, and says that it is half of one (C33).
                down = e.problem().code();
                return List.of();
            }
        });
    }

    private List<Reason> nearest(Shelf shelf, List<Card> allowed, Vectors vectors, Embedder embedder) {
        Set<String> known = shelf.book().cards().stream().map(Card::id).collect(Collectors.toSet());
        Map<String, Card> wanted = new HashMap<>();
        allowed.forEach(card -> wanted.put(card.id(), card));
        if (meaning == null) {
            meaning =
                    embedder.embed(List.of(Question.of(query, parts.secrets()))).getFirst();
        }
        vectors.keepUp(known, wanted.keySet(), id -> text(shelf, wanted.get(id)), embedder, meaning.length);
        List<Reason> reasons = new ArrayList<>();
        for (Vectors.Near near : vectors.nearest(meaning, wanted.keySet(), query.k())) {
            reasons.add(new Reason(near.id(), new Why.Vector(reasons.size() + 1, near.similarity())));
        }
        return reasons;
    }

    private static String text(Shelf shelf, @Nullable Card card) {
        return card == null ? "" : shelf.item(card).map(MemoryItem::text).orElse("");
    }

    private static double score(List<Why> why) {
        return why.stream().mapToDouble(one -> 1 / (RRF_K + one.rank())).sum();
    }

    /** What the search went by. */
    String went() {
        if (parts.embedder().isEmpty()) {
            return "words only: no embedder is configured";
        }
        return down == null
                ? "words and meaning (" + parts.embedder().get().name() + ")"
                : "words only: the embedder is down (" + down + ")";
    }
}
