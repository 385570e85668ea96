package dev.cordon.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.cordon.core.CordonException;
import dev.cordon.core.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Recall by meaning, with an endpoint that speaks OpenAI's format over a real socket. */
class VectorTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path temp;

    private HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private OpenAiEmbedder embedder;
    private MemoryHome home;
    private Session session;
    private Memory memory;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final AtomicReference<Optional<String>> instead = new AtomicReference<>(Optional.empty());

    @BeforeEach
    void open() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/v1/embeddings", exchange -> {
            JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            byte[] answer =
                    instead.get().orElseGet(() -> answer(request.get("input"))).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(instead.get().filter("no"::equals).isPresent() ? 500 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        embedder = new OpenAiEmbedder("toy", () -> "k1", this::post);
        home = new MemoryHome(temp);
        home.embedder = Optional.of(embedder);
        session = home.session("repo");
        memory = home.memory(session);
    }

    @AfterEach
    void close() {
        session.close();
        home.close();
        client.close();
        server.stop(0);
    }

    /** The plainest way to a server of this machine. */
    private EmbeddingWay.Answer post(byte[] json, String key, int most) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/embeddings"))
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new EmbeddingWay.Answer(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Three axes of meaning: animals, machines, food; answered in the reverse order. */
    private String answer(JsonNode texts) {
        List<Map<String, Object>> data = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            asked.add(texts.get(i).asString());
            data.add(Map.of("index", i, "embedding", vector(texts.get(i).asString())));
        }
        Collections.reverse(data);
        return JSON.writeValueAsString(Map.of("data", data));
    }

    private static List<Integer> vector(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return List.of(
                lower.contains("cat") || lower.contains("feline") ? 1 : 0,
                lower.contains("engine") || lower.contains("motor") ? 1 : 0,
                lower.contains("bread") ? 1 : 0);
    }

    private List<String> found(String query) {
        return memory.recall(Query.of(query)).hits().stream()
                .map(hit -> hit.item().text())
                .toList();
    }

    @Test
    void sameMeaningInOtherWords_isFound_andSaidSo() {
        memory.remember(Remember.working("the cat sleeps"));
        memory.remember(Remember.working("the engine is loud"));
        Recalled recalled = memory.recall(Query.of("feline"));
        assertThat(recalled.hits()).singleElement().satisfies(hit -> {
            assertThat(hit.item().text()).isEqualTo("the cat sleeps");
            assertThat(hit.why()).containsExactly(new Why.Vector(1, 1.0));
        });
        assertThat(recalled.searched()).isEqualTo("words and meaning (toy)");
        assertThat(keys).containsOnly("Bearer k1");
    }

    @Test
    void wordsAndMeaning_areFused() {
        memory.remember(Remember.working("cat and motor"));
        memory.remember(Remember.working("feline"));
        Hit first = memory.recall(Query.of("cat")).hits().getFirst();
        assertThat(first.item().text()).isEqualTo("cat and motor");
        assertThat(first.why()).hasSize(2);
    }

    @Test
    void whatIsNearNothing_isNoHit() {
        memory.remember(Remember.working("the cat sleeps"));
        assertThat(found("bread")).isEmpty();
    }

    @Test
    void eachTextIsAskedOnce_redacted_andOfItsOwnSessionOnly() {
        String token = "gh" + "p_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5";
        memory.remember(Remember.working("cat " + token));
        try (Session other = home.session("repo")) {
            home.memory(other).remember(Remember.working("cat of another"));
            assertThat(asked).hasSize(2);
            asked.remove("cat of another");
            found("feline");
            found("feline");
            assertThat(asked).hasSize(3).noneMatch(text -> text.contains(token) || text.contains("another"));
            assertThat(home.memory(other).recall(Query.of("feline")).hits())
                    .extracting(hit -> hit.item().text())
                    .containsExactly("cat of another");
        }
    }

    @Test
    void forgotten_isNotFoundByMeaning() {
        String id = memory.remember(Remember.working("the cat sleeps")).item().id();
        assertThat(found("feline")).hasSize(1);
        memory.forget(Selector.id(id));
        assertThat(found("feline")).isEmpty();
    }

    @Test
    void endpointThatIsDown_leavesSearchByWords_andSaysSo() {
        memory.remember(Remember.working("the cat sleeps"));
        instead.set(Optional.of("no"));
        Recalled recalled = memory.recall(Query.of("cat"));
        assertThat(recalled.hits()).hasSize(1);
        assertThat(recalled.searched()).isEqualTo("words only: the embedder is down (embedder-down)");
    }

    @Test
    void answersThatDontFit_areNoVectors() {
        for (String answer : List.of(
                "{}",
                "x",
                "{\"data\":[{\"index\":1,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":0,\"embedding\":[1]}]}")) {
            instead.set(Optional.of(answer));
            assertThatThrownBy(() -> embedder.embed(List.of("a"))).isInstanceOf(CordonException.Unavailable.class);
        }
    }
}
