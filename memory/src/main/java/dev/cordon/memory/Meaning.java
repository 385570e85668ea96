package dev.cordon.memory;

import dev.cordon.core.CordonException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a model made of a text, kept with the text: sealed in the same record, and gone with it (C17). Part of the stored
 * format. A vector of length 1, each number in half precision (IEEE 754 binary16, big-endian), all of it in Base64: 1 KB
 * for 384 dimensions.
 *
 * @param model whose it is: it is compared with this model's vectors of the same length only
 */
record Meaning(String model, String values) {
    /** Of a longer vector nothing is kept: it is made anew in each process. */
    static final int MOST_DIMENSIONS = 4_096;

    /** In the order of the texts; nothing without an embedder, and while it can't be asked: that keeps nobody from writing. */
    static List<Optional<Meaning>> of(Optional<Embedder> embedder, List<String> texts) {
        List<Optional<Meaning>> all = new ArrayList<>();
        try {
            for (int begin = 0; begin < texts.size() && embedder.isPresent(); begin += Vectors.BATCH) {
                List<String> batch = texts.subList(begin, Math.min(texts.size(), begin + Vectors.BATCH)).stream()
                        .map(Vectors::cut)
                        .toList();
                Embedder model = embedder.get();
                Vectors.embedded(model, batch).forEach(vector -> all.add(of(model.name(), vector)));
            }
        } catch (CordonException.Unavailable e) {
            // It can't be reached, or its key is missing: the next search asks again, and says so.
        }
        while (all.size() < texts.size()) {
            all.add(Optional.empty());
        }
        return all;
    }

    static Optional<Meaning> of(Optional<Embedder> embedder, String text) {
        return of(embedder, List.of(text)).getFirst();
    }

    static Optional<Meaning> of(String model, float[] vector) {
        double squares = 0;
        for (float one : vector) {
            squares += (double) one * one;
        }
        double length = Math.sqrt(squares);
        if (vector.length > MOST_DIMENSIONS || !(length > 0) || Double.isInfinite(length)) {
            return Optional.empty();
        }
        ByteBuffer halves = ByteBuffer.allocate(Short.BYTES * vector.length);
        for (float one : vector) {
            halves.putShort(Float.floatToFloat16((float) (one / length)));
        }
        return Optional.of(new Meaning(model, Base64.getEncoder().encodeToString(halves.array())));
    }

    float[] vector() {
        ByteBuffer halves = ByteBuffer.wrap(Base64.getDecoder().decode(values));
        float[] vector = new float[halves.remaining() / Short.BYTES];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = Float.float16ToFloat(halves.getShort());
        }
        return vector;
    }
}
