package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The meanings of one partition's items, compared by a plain loop: for some thousand items that is faster than to build
 * a graph. In memory only. For one thread at a time; owned by the partition's {@link PartitionIndex}.
 */
final class Vectors {
    /** Texts that an embedder is asked about at once. */
    static final int BATCH = 64;

    /** So many characters of a text tell its meaning; models cut off earlier. */
    private static final int LOOKED_AT = 8_000;
    /** Below this two texts have nothing to do with each other. */
    private static final double LEAST = 0.25;

    private final Map<String, Known> vectors = new HashMap<>();

    /** A vector and the model whose it is. */
    private record Known(String model, float[] vector) {
        boolean isOf(Embedder embedder, int dimensions) {
            return model.equals(embedder.name()) && vector.length == dimensions;
        }
    }

    /** One item and how near it is. */
    record Near(String id, double similarity) {}

    /** Where an item's text comes from. */
    @FunctionalInterface
    interface Texts {
        String of(String id);
    }

    /**
     * One vector a text: with any other number none could be told whose it is.
     *
     * @throws CordonException.Unavailable when the embedder can't, or answers with another number
     */
    static List<float[]> embedded(Embedder embedder, List<String> texts) {
        List<float[]> vectors = embedder.embed(texts);
        if (vectors.size() != texts.size()) {
            throw new CordonException.Unavailable(Problem.of(
                    Rule.C33,
                    "embeddings-miscounted",
                    "Meanings can't be used",
                    "the model answered " + texts.size() + " texts with " + vectors.size() + " vectors",
                    "use another model under memory.embeddings; until then the search goes by words"));
        }
        return vectors;
    }

    /** Takes an item in as it was read, with the meaning that was written down with it. */
    void take(String id, Optional<Meaning> meaning) {
        vectors.remove(id);
        meaning.ifPresent(kept -> vectors.put(id, new Known(kept.model(), kept.vector())));
    }

    /**
     * Forgets what is not among {@code known}, and asks the embedder about those of {@code wanted} of which it has said
     * nothing yet, or nothing of this length: what another model said of a text says nothing here.
     */
    void keepUp(Set<String> known, Set<String> wanted, Texts texts, Embedder embedder, int dimensions) {
        vectors.keySet().retainAll(known);
        List<String> missing = wanted.stream()
                .filter(id -> !vectors.containsKey(id) || !vectors.get(id).isOf(embedder, dimensions))
                .sorted()
                .toList();
        for (int begin = 0; begin < missing.size(); begin += BATCH) {
            List<String> batch = missing.subList(begin, Math.min(missing.size(), begin + BATCH));
            List<float[]> embedded = embedded(
                    embedder, batch.stream().map(id -> cut(texts.of(id))).toList());
            for (int i = 0; i < batch.size(); i++) {
                vectors.put(batch.get(i), new Known(embedder.name(), embedded.get(i)));
            }
        }
    }

    static String cut(String text) {
        return text.length() > LOOKED_AT ? text.substring(0, LOOKED_AT) : text;
    }

    /** The nearest of {@code allowed}, nearest first; what is far is no hit (C9). */
    List<Near> nearest(float[] query, Set<String> allowed, int most) {
        List<Near> near = new ArrayList<>();
        vectors.forEach((id, known) -> {
            double similarity = allowed.contains(id) ? cosine(query, known.vector()) : 0;
            if (similarity >= LEAST) {
                near.add(new Near(id, similarity));
            }
        });
        near.sort(Comparator.comparingDouble(Near::similarity).reversed().thenComparing(Near::id));
        return near.subList(0, Math.min(most, near.size()));
    }

    private static double cosine(float[] one, float[] two) {
        if (one.length != two.length) {
            return 0;
        }
        double dot = 0;
        double ones = 0;
        double twos = 0;
        for (int i = 0; i < one.length; i++) {
            dot += one[i] * two[i];
            ones += one[i] * one[i];
            twos += two[i] * two[i];
        }
        return ones == 0 || twos == 0 ? 0 : dot / Math.sqrt(ones * twos);
    }

    long bytes() {
        return vectors.values().stream()
                .mapToLong(known -> 4L * known.vector().length + 140)
                .sum();
    }
}
