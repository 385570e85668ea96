package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Vectors from any endpoint that speaks OpenAI's {@code POST /v1/embeddings}. What is sent are texts after the write
 * policy, one partition's at a time, and nothing that names a session. The key is read at each call. One that can't be
 * reached is not tried again for {@value #PAUSE_SECONDS} s, so that writers don't wait for it. Thread-safe.
 */
public final class OpenAiEmbedder implements Embedder {
    static final int PAUSE_SECONDS = 10;
    private static final int MOST_ANSWER_BYTES = 64 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final String model;
    private final Supplier<String> key;
    private final EmbeddingWay way;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Long> failedAt = new AtomicReference<>();

    /** @param key the endpoint's key; an empty one is not sent */
    public OpenAiEmbedder(String model, Supplier<String> key, EmbeddingWay way) {
        this(model, key, way, System::nanoTime);
    }

    OpenAiEmbedder(String model, Supplier<String> key, EmbeddingWay way, LongSupplier nanoTime) {
        this.model = model;
        this.key = key;
        this.way = way;
        this.nanoTime = nanoTime;
    }

    @Override
    public String name() {
        return model;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        Long failed = failedAt.get();
        if (failed != null && nanoTime.getAsLong() - failed < PAUSE_SECONDS * 1_000_000_000L) {
            throw unavailable("it could not be reached a moment ago", null);
        }
        byte[] request = JSON.writeValueAsBytes(Map.of("model", model, "input", texts, "encoding_format", "float"));
        try {
            EmbeddingWay.Answer answer = way.post(request, key.get(), MOST_ANSWER_BYTES);
            failedAt.set(null);
            if (answer.status() != 200) {
                throw unavailable("it answered with status " + answer.status(), null);
            }
            return vectors(JSON.readTree(answer.body()), texts.size());
        } catch (IOException e) {
            failedAt.set(nanoTime.getAsLong());
            throw unavailable("it can't be reached", e);
        } catch (JacksonException e) {
            throw unavailable("its answer can't be read", e);
        }
    }

    /** In the order of the texts, whatever order they come in; each once, all of one length. */
    private static List<float[]> vectors(JsonNode answer, int count) {
        float[][] vectors = new float[count][];
        for (JsonNode one : answer.path("data")) {
            int index = one.path("index").asInt(-1);
            if (index < 0 || index >= count || vectors[index] != null) {
                throw unavailable("it answered for other texts than were sent", null);
            }
            vectors[index] = vector(one.path("embedding"));
        }
        List<float[]> all = new ArrayList<>();
        for (float[] vector : vectors) {
            if (vector == null || vector.length == 0 || vector.length != vectors[0].length) {
                throw unavailable("it left texts out, or its vectors have several lengths", null);
            }
            all.add(vector);
        }
        return all;
    }

    private static float[] vector(JsonNode numbers) {
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) numbers.get(i).asDouble(0);
        }
        return vector;
    }

    private static CordonException.Unavailable unavailable(String why, @Nullable Throwable cause) {
        Problem problem = Problem.of(
                "embedder-down", "Meanings can't be compared", why, "check memory.embeddings in cordon.yaml");
        return cause == null
                ? new CordonException.Unavailable(problem)
                : new CordonException.Unavailable(problem, cause);
    }

    /** Holds nothing between two calls. */
    @Override
    public void close() {}
}
