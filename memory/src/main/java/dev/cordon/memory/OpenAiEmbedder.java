package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Vectors from any endpoint that speaks OpenAI's {@code POST /v1/embeddings}. What is sent are texts after the write
 * policy, one partition's at a time, and nothing that names a session. HTTP/1.1 without redirects; the key is read at each
 * call. Thread-safe; owned and closed by the wiring.
 */
public final class OpenAiEmbedder implements Embedder, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_ANSWER_BYTES = 64 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final URI place;
    private final String model;
    private final Supplier<String> key;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * @param base without {@code /v1/embeddings}
     * @param key the endpoint's key; an empty one is not sent
     */
    public OpenAiEmbedder(URI base, String model, Supplier<String> key) {
        this.place = URI.create(base.toString().replaceAll("/+$", "") + "/v1/embeddings");
        this.model = model;
        this.key = key;
    }

    @Override
    public String name() {
        return model;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        HttpRequest.Builder request = HttpRequest.newBuilder(place)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        JSON.writeValueAsBytes(Map.of("model", model, "input", texts, "encoding_format", "float"))));
        String secret = key.get();
        if (!secret.isEmpty()) {
            request.header("Authorization", "Bearer " + secret);
        }
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                byte[] body = in.readNBytes(MOST_ANSWER_BYTES);
                if (response.statusCode() != 200) {
                    throw unavailable("it answered with status " + response.statusCode(), null);
                }
                return vectors(JSON.readTree(body), texts.size());
            }
        } catch (IOException | JacksonException e) {
            throw unavailable("it can't be reached, or its answer can't be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the thread was interrupted", e);
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

    @Override
    public void close() {
        client.close();
    }
}
