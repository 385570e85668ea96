package dev.cordon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.Problem;
import dev.cordon.core.SecretRef;
import dev.cordon.testing.Await;
import dev.cordon.wire.Door;
import dev.cordon.wire.DoorHandlers;
import dev.cordon.wire.DoorLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes pass as they are; keys, cookies and connections do not (C20, C21, C23). */
class ModelBoundaryTest {
    private static final String CANARY = "sk-cordon-canary";
    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

    /** What every byte of goes on as it came. */
    private static final String ASK = "{\"model\":\"gpt\",\"store\":false}";

    @TempDir
    Path folder;

    private final List<ModelCall> calls = new CopyOnWriteArrayList<>();
    private final List<Problem> refusals = new CopyOnWriteArrayList<>();
    private final List<Problem> missing = new CopyOnWriteArrayList<>();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final List<String> unknown = new CopyOnWriteArrayList<>();
    private DoorLimits limits = DoorLimits.STANDARD;

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
    void requestsPastTheDoorsMemory_areTurnedAway_untilOneEnds() throws Exception {
        limits = DoorLimits.STANDARD.withBytes(1000);
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(model("gpt", Provider.OPENAI, upstream.url()));
                SocketChannel first = connect()) {
            send(
                    first,
                    "POST /openai/v1/responses HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nAuthorization: Bearer "
                            + CANARY + "\r\nContent-Length: 990\r\n\r\n");
            readUntil(first, "100 Continue\r\n\r\n");
            send(first, ASK);
            Await.until(
                    Duration.ofSeconds(5),
                    () -> post("/openai/v1/responses", "Authorization: Bearer " + CANARY, ASK)
                            .startsWith("HTTP/1.1 503"),
                    "the second to be turned away");
            assertThat(post("/openai/v1/responses", "Authorization: Bearer " + CANARY, ASK))
                    .contains("C34");

            send(first, " ".repeat(990 - ASK.length()));
            readUntil(first, "{}");
            Await.until(
                    Duration.ofSeconds(5),
                    () -> post("/openai/v1/responses", "Authorization: Bearer " + CANARY, ASK)
                            .startsWith("HTTP/1.1 200"),
                    "room again");
        }
    }

    @Test
    void callsPastTheirBound_areRefused() throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(1, model("gpt", Provider.OPENAI, upstream.url()))) {
            post("/openai/v1/responses", "Authorization: Bearer " + CANARY, ASK);
            assertThat(post("/openai/v1/responses", "Authorization: Bearer " + CANARY, ASK))
                    .startsWith("HTTP/1.1 429")
                    .contains("C34");
            assertThat(upstream.received()).hasSize(1);
            assertThat(refusals)
                    .singleElement()
                    .satisfies(p -> assertThat(p.code()).isEqualTo("too-many-calls"));
        }
    }

    @Test
    void modelThatNobodyConfigured_isNotFound() throws Exception {
        try (Door _ = door()) {
            assertThat(post("/openai/v1/responses", "Authorization: Bearer " + CANARY, "{\"model\":\"gpt\"}"))
                    .startsWith("HTTP/1.1 404")
                    .contains("cordon.yaml");
        }
    }

    @Test
    void ofTwoUpstreams_theNameDecides() throws Exception {
        try (Upstream one = Upstream.answering(OK);
                Upstream two = Upstream.answering(OK);
                Door _ = door(model("one", Provider.OPENAI, one.url()), model("two", Provider.OPENAI, two.url()))) {
            post("/openai/v1/responses", "Authorization: Bearer " + CANARY, "{\"model\":\"two\"}");
            String unknown = post("/openai/v1/responses", "Authorization: Bearer " + CANARY, "{\"model\":\"three\"}");

            assertThat(one.received()).isEmpty();
            assertThat(two.received()).hasSize(1);
            assertThat(unknown).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void stream_arrivesPieceByPiece() throws Exception {
        try (Upstream upstream = Upstream.answering(
                                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n",
                                "5\r\ndata1\r\n")
                        .holdingOpen();
                Door _ = door(model("gpt", Provider.OPENAI, upstream.url()));
                SocketChannel client = connect()) {
            send(client, request("/openai/v1/responses", "Authorization: Bearer " + CANARY, ASK));
            assertThat(readUntil(client, "data1"))
                    .contains("transfer-encoding: chunked")
                    .contains("5\r\ndata1");
        }
    }

    @Test
    void agentThatGoesAway_endsTheCall() throws Exception {
        try (Upstream upstream = Upstream.answering(
                                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\ndata1\r\n")
                        .holdingOpen();
                Door _ = door(model("gpt", Provider.OPENAI, upstream.url()))) {
            try (SocketChannel client = connect()) {
                send(client, request("/openai/v1/responses", "Authorization: Bearer " + CANARY, ASK));
                readUntil(client, "data1");
            }
            assertThat(upstream.clientGone.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void answerThatBreaksOff_isNotPassedOnAsAWhole() throws Exception {
        try (Upstream upstream =
                        Upstream.answering("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\ndata1\r\n");
                Door _ = door(model("gpt", Provider.OPENAI, upstream.url()))) {
            String answer = post("/openai/v1/responses", "Authorization: Bearer " + CANARY, ASK);

            assertThat(answer).contains("data1").doesNotContain("\r\n0\r\n");
            Await.until(Duration.ofSeconds(5), () -> !calls.isEmpty(), "the call to be told of");
            assertThat(calls.getFirst().complete()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "SSH-2.0-x\r\n\r\n",
                ""
            })
    void answerWhoseFrameIsInDoubt_isABadGateway(String answer) throws Exception {
        try (Upstream upstream = answer.isEmpty() ? Upstream.answering() : Upstream.answering(answer);
                Door _ = door(model("gpt", Provider.OPENAI, upstream.url()))) {
            assertThat(post("/openai/v1/responses", "Authorization: Bearer " + CANARY, ASK))
                    .startsWith("HTTP/1.1 502")
                    .contains("api_error");
        }
    }

    @Test
    void surplusBytes_reachNobody() throws Exception {
        try (Upstream upstream = Upstream.answering(OK + "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nforeign");
                Door _ = door(model("gpt", Provider.OPENAI, upstream.url()));
                SocketChannel client = connect()) {
            for (int i = 0; i < 3; i++) {
                send(client, request("/openai/v1/responses", "Authorization: Bearer " + CANARY, ASK));
                assertThat(readUntil(client, "{}")).doesNotContain("foreign");
            }
            assertThat(upstream.received()).hasSize(3);
        }
    }

    @Test
    void keyThatCannotBeRead_isSaidAndNothingIsSent() throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(new Model(
                        "gpt",
                        Provider.OPENAI,
                        URI.create(upstream.url()),
                        new SecretRef.Environment("UNSET"),
                        false))) {
            assertThat(post("/openai/v1/responses", "Authorization: Bearer " + CANARY, ASK))
                    .startsWith("HTTP/1.1 500")
                    .contains("C23")
                    .as("where the host keeps its keys is not the agent's to know")
                    .doesNotContain("UNSET");
            assertThat(missing)
                    .singleElement()
                    .satisfies(p -> assertThat(p.why()).contains("UNSET"));
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void requestPastItsLimit_isRefusedUnsent() throws Exception {
        try (Upstream upstream = Upstream.answering(OK);
                Door _ = door(model("gpt", Provider.OPENAI, upstream.url()))) {
            String large = "x".repeat(ModelBoundary.MOST_REQUEST_BYTES + 1);
            assertThat(post("/openai/v1/responses", "Authorization: Bearer " + CANARY, large))
                    .startsWith("HTTP/1.1 413");
            assertThat(upstream.received()).isEmpty();
        }
    }

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

    private static Model model(String name, Provider provider, String url) {
        return new Model(name, provider, URI.create(url), new SecretRef.Environment("KEY"), false);
    }

    private Door door(Model... models) {
        return door(ModelBoundary.MOST_CALLS, models);
    }

    private Door door(int most, Model... models) {
        ModelLog log = new ModelLog() {
            @Override
            public void called(ModelCall call) {
                calls.add(call);
            }

            @Override
            public void changed(String code) {
                changes.add(code);
            }

            @Override
            public void keyMissing(Problem problem) {
                missing.add(problem);
            }

            @Override
            public void unknown(Problem problem, String model) {
                unknown.add(model);
            }

            @Override
            public void refused(Problem problem) {
                refusals.add(problem);
            }
        };
        ModelBoundary boundary = new ModelBoundary(
                List.of(models), CANARY, ModelBoundaryTest::secret, m -> new Socket(m.host(), m.port()), log, most);
        return Door.open(
                socket(), new DoorHandlers(boundary, DoorHandlers.none(), connection -> connection.close()), limits);
    }

    private static String secret(SecretRef ref) {
        if (ref.identity().equals("env:UNSET")) {
            throw new dev.cordon.core.CordonException.Unavailable(Problem.of(
                    dev.cordon.core.Rule.C23,
                    "credential-missing",
                    "The credential is not to be had",
                    "$UNSET is not set",
                    "set it"));
        }
        return "real-key";
    }

    private Path socket() {
        return folder.resolve("door.sock");
    }

    private String post(String path, String header, String body) throws IOException {
        try (SocketChannel client = connect()) {
            Thread sending = Thread.ofVirtual().start(() -> {
                try {
                    send(client, request(path, header, body).replaceFirst("\r\n", "\r\nConnection: close\r\n"));
                } catch (IOException refused) {
                    // It answers without reading on.
                }
            });
            String answer = readAll(client);
            client.close();
            sending.join();
            return answer;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String ask(String method, String path) throws IOException {
        try (SocketChannel client = connect()) {
            send(
                    client,
                    method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + CANARY
                            + "\r\n\r\n");
            return readAll(client);
        }
    }

    private static String request(String path, String header, String body) {
        return "POST " + path
                + " HTTP/1.1\r\nHost: 127.0.0.1:7373\r\nContent-Type: application/json\r\nCookie: tracking=1\r\n"
                + header + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket()));
    }

    private static void send(SocketChannel client, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private static String readAll(SocketChannel client) throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = Channels.newInputStream(client);
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                text.append((char) b);
            }
        } catch (IOException reset) {
            // It closed with bytes of ours unread.
        }
        return text.toString();
    }

    private static String readUntil(SocketChannel client, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = Channels.newInputStream(client);
        while (!text.toString().endsWith(end)) {
            int b = in.read();
            if (b < 0) {
                throw new AssertionError("ended after: " + text);
            }
            text.append((char) b);
        }
        return text.toString();
    }
}
