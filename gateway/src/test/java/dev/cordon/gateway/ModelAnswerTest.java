package dev.cordon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.SecretRef;
import dev.cordon.testing.Await;
import dev.cordon.wire.Door;
import dev.cordon.wire.DoorLimits;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers, streams and bounds: what breaks off is never passed on as a whole (C20, C34). */
class ModelAnswerTest extends BoundaryBench {
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
}
