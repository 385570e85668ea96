package dev.cordon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.SecretRef;
import dev.cordon.testing.Await;
import dev.cordon.wire.Door;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes pass as they are; keys, cookies and connections do not (C20, C21, C23). */
class ModelBoundaryTest extends BoundaryBench {
    @Test
    void request_goesOutWithTheProvidersKey_andWithoutTheRuns() throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(model("gpt", Provider.OPENAI, upstream.url()))) {
            String answer = post("/openai/v1/responses", "Authorization: Bearer " + CANARY, ASK);

            assertThat(answer).startsWith("HTTP/1.1 200").endsWith("{}");
            assertThat(upstream.received())
                    .singleElement()
                    .asString()
                    .startsWith("POST /v1/responses HTTP/1.1\r\n")
                    .contains("authorization: Bearer real-key")
                    .contains("connection: close")
                    .doesNotContain(CANARY)
                    .doesNotContain("tracking")
                    .endsWith(ASK);
        }
    }

    @Test
    void anthropicKey_goesInItsOwnHeader() throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(model("claude", Provider.ANTHROPIC, upstream.url()))) {
            post("/anthropic/v1/messages?beta=true", "x-api-key: " + CANARY, "{\"model\":\"claude\"}");

            assertThat(upstream.received())
                    .singleElement()
                    .asString()
                    .startsWith("POST /v1/messages?beta=true HTTP/1.1\r\n")
                    .contains("x-api-key: real-key")
                    .doesNotContain(CANARY);
        }
    }

    @Test
    void call_isToldOfWithItsHashes_notItsContent() throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(model("gpt", Provider.OPENAI, upstream.url()))) {
            post("/openai/v1/responses", "Authorization: Bearer " + CANARY, ASK);
            Await.until(Duration.ofSeconds(5), () -> !calls.isEmpty(), "the call to be told of");

            String ofBraces = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
            assertThat(calls).singleElement().satisfies(call -> {
                assertThat(call.model()).isEqualTo("gpt");
                assertThat(call.status()).isEqualTo(200);
                assertThat(call.method()).isEqualTo("POST");
                assertThat(call.sent()).isEqualTo("ce9b2d849d07f655b7eaf8892e2d8d18d2bcce7deebae8f5a7251df49ec19747");
                assertThat(call.received()).isEqualTo(ofBraces);
                assertThat(call.complete()).isTrue();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: Bearer sk-somebody-else", "x-api-key: other", "X-None: 1"})
    void anotherKeyThanTheRuns_isRefused(String header) throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(model("gpt", Provider.OPENAI, upstream.url()))) {
            assertThat(post("/openai/v1/responses", header, ASK))
                    .startsWith("HTTP/1.1 401")
                    .contains("C4");
            assertThat(upstream.received()).isEmpty();
            assertThat(refusals)
                    .singleElement()
                    .satisfies(p -> assertThat(p.code()).isEqualTo("foreign-key"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/openai/v1/files",
                "/openai/v1/vector_stores",
                "/openai/v1/responses/../files",
                "/openai/v1/models/../../admin",
                "/openai/v1/batches",
                "/anthropic/v1/files",
                "/openai/v1/responsesx"
            })
    void pathsIntoAProvidersSharedState_doNotPass(String path) throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(
                        model("gpt", Provider.OPENAI, upstream.url()),
                        model("claude", Provider.ANTHROPIC, upstream.url()))) {
            assertThat(post(path, "Authorization: Bearer " + CANARY, ASK))
                    .startsWith("HTTP/1.1 404")
                    .contains("C23");
            assertThat(upstream.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /openai/v1/chat/completions",
        "DELETE, /openai/v1/models/ft:gpt:mine",
        "POST, /openai/v1/models/gpt",
        "DELETE, /openai/v1/responses",
        "PUT, /openai/v1/responses",
        "GET, /anthropic/v1/messages"
    })
    void otherMethodsThanTheirPathsOwn_doNotPass(String method, String path) throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(
                        model("gpt", Provider.OPENAI, upstream.url()),
                        model("claude", Provider.ANTHROPIC, upstream.url()))) {
            assertThat(ask(method, path)).startsWith("HTTP/1.1 405").contains("C23", "Allow: ", "\"error\"");
            assertThat(upstream.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /openai/v1/models", "HEAD, /openai/v1/models/gpt", "GET, /anthropic/v1/models?limit=2"})
    void whatModelsThereAre_mayBeAsked(String method, String path) throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(
                        model("gpt", Provider.OPENAI, upstream.url()),
                        model("claude", Provider.ANTHROPIC, upstream.url()))) {
            assertThat(ask(method, path)).startsWith("HTTP/1.1 200");
            assertThat(upstream.received())
                    .singleElement()
                    .asString()
                    .startsWith(method + " " + path.replaceFirst("/[a-z]+", ""));
            Await.until(Duration.ofSeconds(5), () -> !calls.isEmpty(), "the call to be told of");
            assertThat(calls.getFirst().method()).isEqualTo(method);
        }
    }

    @Test
    void requestForSomethingHosted_isRefusedAsAnIncident_inTheProvidersShape() throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(model("claude", Provider.ANTHROPIC, upstream.url()))) {
            String answer = post(
                    "/anthropic/v1/messages",
                    "x-api-key: " + CANARY,
                    "{\"model\":\"claude\",\"mcp_servers\":[{\"type\":\"url\",\"url\":\"https://evil.example\"}]}");

            assertThat(answer)
                    .startsWith("HTTP/1.1 403")
                    .contains("\"type\":\"error\"", "permission_error", "C25")
                    .doesNotContain("evil.example");
            assertThat(refusals)
                    .singleElement()
                    .satisfies(p -> assertThat(p.citedRule()).contains(dev.cordon.core.Rule.C25));
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void searchToolThatAnAgentOffersUnasked_isLeftOut_andToldOf() throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(model("gpt", Provider.OPENAI, upstream.url()))) {
            post(
                    "/openai/v1/responses",
                    "Authorization: Bearer " + CANARY,
                    "{\"model\":\"gpt\",\"store\":false,\"tools\":[{\"type\":\"function\",\"name\":\"sh\"},{\"type\":\"web_search\"}]}");

            assertThat(upstream.received())
                    .singleElement()
                    .asString()
                    .contains("\"name\":\"sh\"")
                    .doesNotContain("web_search");
            assertThat(changes).containsExactly("hosted-tool-left-out");
        }
    }

    @Test
    void compressedRequest_cannotBeRead_andDoesNotPass() throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(model("gpt", Provider.OPENAI, upstream.url()))) {
            assertThat(post("/openai/v1/responses", "Content-Encoding: zstd\r\nAuthorization: Bearer " + CANARY, ASK))
                    .startsWith("HTTP/1.1 400")
                    .contains("C33");
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void nameThatNobodyConfigured_isRefused_thoughThereIsOnlyOneUpstream() throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(model("gpt", Provider.OPENAI, upstream.url()))) {
            String other = ASK.replace("gpt", "gpt-dearest");
            assertThat(post("/openai/v1/responses", "Authorization: Bearer " + CANARY, other))
                    .startsWith("HTTP/1.1 404")
                    .contains("any: true");
            assertThat(unknown).containsExactly("gpt-dearest");
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void entryThatTakesAny_takesEveryName_andTheRecordHoldsWhatWasAsked() throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(new Model(
                        "gpt", Provider.OPENAI, URI.create(upstream.url()), new SecretRef.Environment("KEY"), true))) {
            post("/openai/v1/responses", "Authorization: Bearer " + CANARY, ASK.replace("gpt", "gpt-dearest"));
            Await.until(Duration.ofSeconds(5), () -> !calls.isEmpty(), "the call to be told of");

            assertThat(calls.getFirst().model()).isEqualTo("gpt-dearest");
            assertThat(upstream.received()).hasSize(1);
        }
    }

    /** Neither many at once nor large ones end the process that serves them (C34). */
    @Test
    void greeting_isAnswered() throws Exception {
        try (Door _ = door();
                SocketChannel client = connect()) {
            send(client, "HEAD /anthropic HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(readAll(client)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void baseUrl_withOrWithoutVersion_isTheSame() {
        assertThat(model("m", Provider.OPENAI, "https://h/api/v1").target("/v1/models"))
                .isEqualTo("/api/v1/models");
        assertThat(model("m", Provider.OPENAI, "https://h/api/").target("/v1/models"))
                .isEqualTo("/api/v1/models");
        assertThat(model("m", Provider.OPENAI, "https://h").target("/v1/models"))
                .isEqualTo("/v1/models");
    }
}
