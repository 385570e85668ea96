package dev.cordon.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.spi.GuardVerdict;
import dev.cordon.testing.Await;
import dev.cordon.wire.DoorLimits;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain HTTP, where the lane allows it: one request a connection, framed anew (C20, C25). */
class PlainHttpTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path folder;

    private final List<String> heads = new CopyOnWriteArrayList<>();

    @Test
    void whatConcernsOneConnectionIsTakenOut() throws Exception {
        try (Scripted server = answering(OK);
                Proxied proxied = proxied(server)) {
            String answer = proxied.ask(
                    get(
                            server,
                            "Connection: close, X-Hop, Host, Content-Length\r\nX-Hop: 1\r\nX-End: 2\r\nProxy-Authorization: Basic x\r\n"
                                    + "Proxy-Connection: keep-alive\r\nTE: trailers\r\nUpgrade: websocket\r\nKeep-Alive: 5\r\n"));
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n\r\nok")
                    .contains("Connection: close");
            assertThat(heads.getFirst())
                    .startsWith("GET /p?q HTTP/1.1\r\n")
                    .contains("X-End: 2", "Host: plain.test:" + server.port(), "Connection: close")
                    .doesNotContainIgnoringCase("X-Hop")
                    .doesNotContainIgnoringCase("Proxy-")
                    .doesNotContainIgnoringCase("Upgrade")
                    .doesNotContainIgnoringCase("Keep-Alive")
                    .doesNotContain("TE:");
        }
    }

    @Test
    void twoRequestsOfOneClientTakeTwoConnections() throws Exception {
        try (Scripted server = answering(OK + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged");
                Proxied proxied = proxied(server)) {
            String answers = proxied.ask(get(server, "") + get(server, "Connection: close\r\n"));
            assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(3);
            assertThat(answers).doesNotContain("forged");
            assertThat(server.accepted()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokk",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n\r\n",
            })
    void anAnswerThatIsNoStrictHttpIsABadGateway(String response) throws Exception {
        try (Scripted server = answering(response);
                Proxied proxied = proxied(server)) {
            assertThat(proxied.ask(get(server, "Connection: close\r\n")))
                    .startsWith("HTTP/1.1 502 ")
                    .contains("malformed");
            assertThat(proxied.log.codes()).containsExactly(EgressCode.ALLOWED, EgressCode.MALFORMED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n",
            })
    void anAnswerThatBreaksOffBreaksOffForTheClient(String response) throws Exception {
        try (Scripted server = answering(response);
                Proxied proxied = proxied(server)) {
            String answer = proxied.ask(get(server, "") + get(server, ""));
            assertThat(answer).contains("half").containsOnlyOnce("HTTP/1.1").doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void anUpstreamThatNeverAnswersTimesOut() throws Exception {
        try (Scripted server = new Scripted(socket -> socket.getInputStream().readAllBytes());
                Proxied proxied =
                        Proxied.at(folder, List.of(entry(server)), s -> s.withFirstByte(Duration.ofMillis(200)))) {
            assertThat(proxied.ask(get(server, "Connection: close\r\n"))).startsWith("HTTP/1.1 504 ");
        }
    }

    @Test
    void anUpstreamThatClosesWithoutAnAnswerIsABadGateway() throws Exception {
        try (Scripted server = answering("");
                Proxied proxied = proxied(server)) {
            assertThat(proxied.ask(get(server, "Connection: close\r\n"))).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void aClientThatGoesEndsTheUpstreamWhoseAnswerItAwaits() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (Scripted server = new Scripted(socket -> {
                    Scripted.head(socket);
                    asked.countDown();
                    socket.getInputStream().readAllBytes();
                    ended.countDown();
                });
                Proxied proxied = proxied(server)) {
            SocketChannel client = proxied.channel();
            client.write(java.nio.ByteBuffer.wrap(get(server, "").getBytes(StandardCharsets.US_ASCII)));
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            client.close();
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            Await.until(LONG, () -> proxied.door.connections() == 0, "the connection to be gone");
        }
    }

    @Test
    void bodiesStreamBothWaysAtOnce() throws Exception {
        try (Scripted server = new Scripted(socket -> {
                    Scripted.head(socket);
                    OutputStream out = socket.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    byte[] buffer = new byte[1 << 16];
                    long left = 8 << 20;
                    for (int n = 0; left > 0; left -= n) {
                        n = socket.getInputStream().read(buffer);
                        out.write(buffer, 0, n);
                    }
                });
                Proxied proxied = proxied(server);
                Socket client = proxied.tcp()) {
            String head = get(server, "Content-Length: " + (8 << 20) + "\r\nConnection: close\r\n");
            Thread sending = Thread.startVirtualThread(() -> send(client, head));
            InputStream in = client.getInputStream();
            long read = in.transferTo(OutputStream.nullOutputStream());
            sending.join();
            assertThat(read).isGreaterThan(8 << 20);
        }
    }

    @Test
    void aClientThatWaitsForContinueGetsIt() throws Exception {
        try (Scripted server = new Scripted(socket -> {
                    heads.add(Scripted.head(socket));
                    heads.add(new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII));
                    socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
                });
                Proxied proxied = proxied(server);
                Socket client = proxied.tcp()) {
            client.getOutputStream()
                    .write(get(server, "Expect: 100-continue\r\nContent-Length: 4\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(Scripted.head(client)).startsWith("HTTP/1.1 100 ");
            client.getOutputStream().write("body".getBytes(StandardCharsets.US_ASCII));
            assertThat(Scripted.head(client)).startsWith("HTTP/1.1 200 ");
            assertThat(heads.get(0)).doesNotContain("Expect");
            assertThat(heads.get(1)).isEqualTo("body");
        }
    }

    @Test
    void aMalformedBodyIsRefusedAndNoSecondRequestIsRead() throws Exception {
        try (Scripted server = answering(OK);
                Proxied proxied = proxied(server)) {
            String answer = proxied.ask(
                    get(server, "Transfer-Encoding: chunked\r\n") + "zz\r\n" + get(server, "Connection: close\r\n"));
            assertThat(answer).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1");
        }
    }

    @Test
    void onlyWhatTheLaneOpensForPlainHttpIsReached() throws Exception {
        try (Scripted server = answering(OK);
                Proxied proxied = Proxied.at(folder, "plain.test:" + server.port() + "=127.0.0.1")) {
            assertThat(proxied.ask(get(server, "Connection: close\r\n")))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("plain-http", "'http://plain.test:" + server.port() + "' under lanes.fix.egress");
            assertThat(proxied.ask("GET https://plain.test/ HTTP/1.1\r\nHost: plain.test\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(proxied.ask("GET http://169.254.169.254/ HTTP/1.1\r\nHost: 169.254.169.254\r\n"
                            + "Connection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("address-literal", "[C27]");
            assertThat(server.accepted()).isZero();
        }
    }

    /** What is scanned is held in memory, and of that a door has so much (C34). */
    @Test
    void bodiesPastTheDoorsMemoryAreTurnedAwayUntilOneEnds() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        int length = 2 * ScannedBody.WINDOW;
        try (Scripted server = new Scripted(socket -> {
                    Scripted.head(socket);
                    socket.getInputStream().read();
                    begun.countDown();
                    socket.getInputStream().readNBytes(length - 1);
                    socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
                });
                Proxied proxied = Proxied.at(
                        folder,
                        List.of(entry(server)),
                        DoorLimits.STANDARD.withBytes(4 * ScannedBody.WINDOW),
                        s -> s.with((_, _) -> new GuardVerdict.Clean(), false));
                Socket first = proxied.tcp()) {
            String ask = get(server, "Connection: close\r\nContent-Length: " + length + "\r\n");
            first.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
            first.getOutputStream().write(new byte[ScannedBody.WINDOW]);
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(proxied.ask(ask + "x")).startsWith("HTTP/1.1 503 ").contains("crowded", "[C34]");

            first.getOutputStream().write(new byte[ScannedBody.WINDOW]);
            assertThat(first.getInputStream().readAllBytes()).asString().startsWith("HTTP/1.1 200 ");
            assertThat(proxied.ask(ask + "x".repeat(length))).startsWith("HTTP/1.1 200 ");
        }
    }

    private static void send(Socket client, String head) {
        try {
            client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(new byte[8 << 20]);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Scripted answering(String response) throws Exception {
        return new Scripted(socket -> {
            heads.add(Scripted.head(socket));
            socket.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        });
    }

    private Proxied proxied(Scripted server) throws Exception {
        return Proxied.at(folder, entry(server));
    }

    private static String entry(Scripted server) {
        return "http://plain.test:" + server.port() + "=127.0.0.1";
    }

    private static String get(Scripted server, String fields) {
        String host = "plain.test:" + server.port();
        return "GET http://" + host + "/p?q HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n";
    }
}
