package dev.cordon.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door serves by form, ends what is malformed or too slow, and leaves nothing behind. */
class DoorTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    Path folder;

    @Test
    void eachFormGoesToItsHandler() throws Exception {
        try (Door door = open(DoorLimits.STANDARD)) {
            assertThat(ask(GET.replace("/x", "/x") + last("/y"))).contains("local /x", "local /y");
            assertThat(ask("GET http://a/p HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .contains("proxy http://a/p");
            assertThat(ask("CONNECT a:443 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .contains("proxy a:443");
            assertThat(ask("\005\001\000")).isEqualTo("socks");
            assertThat(door.connections()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void aMalformedRequestIsAnsweredAndEndsTheConnection() throws Exception {
        try (Door _ = open(DoorLimits.STANDARD)) {
            String answer = ask("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + GET);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("(host-repeated)", "Connection: close")
                    .doesNotContain("local");
        }
    }

    @Test
    void aBodyThatItsHandlerLeftEndsTheConnection() throws Exception {
        try (Door _ = open(DoorLimits.STANDARD)) {
            String smuggled = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + GET.length() + "\r\n\r\n" + GET;
            assertThat(ask(smuggled)).containsOnlyOnce("HTTP/1.1 200");
        }
    }

    @Test
    void aHeadThatDripsIsCutAtItsDeadline() throws Exception {
        try (Door door = open(DoorLimits.STANDARD.withHead(Duration.ofMillis(300)));
                SocketChannel slow = connect()) {
            Thread dripping = Thread.startVirtualThread(() -> drip(slow));
            Await.until(LONG, () -> !dripping.isAlive(), "the door to cut a head that drips");
            Await.until(LONG, () -> door.connections() == 0, "the connection to be gone");
        }
    }

    @Test
    void aSilentConnectionIsCutAtItsDeadline() throws Exception {
        try (Door _ = open(DoorLimits.STANDARD.withHead(Duration.ofMillis(300)));
                SocketChannel silent = connect()) {
            assertThat(silent.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void aTunnelInWhichNothingMovesIsCut() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        DoorHandlers waiting = new DoorHandlers(DoorHandlers.none(), DoorHandlers.none(), connection -> {
            try {
                connection.input().read();
                connection.input().read();
            } finally {
                ended.countDown();
            }
        });
        DoorLimits limits = DoorLimits.STANDARD.withIdle(Duration.ofMillis(300));
        try (Door _ = Door.open(socket(), waiting, limits);
                SocketChannel client = connect()) {
            send(client, "\005");
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void moreConnectionsThanServedAtOnceWaitTheirTurn() throws Exception {
        try (Door door = open(DoorLimits.STANDARD.withConnections(2))) {
            List<SocketChannel> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiting.add(connect());
            }
            Await.until(LONG, () -> door.connections() == 2, "two connections to be served");
            for (SocketChannel client : waiting) {
                send(client, last("/turn"));
                assertThat(all(client)).contains("local /turn");
                assertThat(door.connections()).isLessThanOrEqualTo(2);
                client.close();
            }
        }
    }

    @Test
    void aClientThatGoesIsNoticedWhileItsAnswerIsAwaited() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        DoorHandlers slow = new DoorHandlers(
                (_, _, connection) -> {
                    connection.whenPeerGoes(gone::countDown);
                    return await(gone);
                },
                DoorHandlers.none(),
                _ -> {});
        try (Door _ = Door.open(socket(), slow, DoorLimits.STANDARD)) {
            SocketChannel client = connect();
            send(client, GET);
            client.close();
            assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closingEndsConnectionsThatWait() throws Exception {
        Door door = open(DoorLimits.STANDARD);
        try (SocketChannel client = connect()) {
            Await.until(LONG, () -> door.connections() == 1, "the connection to be served");
            door.close();
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(socket()).doesNotExist();
        }
    }

    private Door open(DoorLimits limits) {
        DoorHandlers handlers = new DoorHandlers(
                answering("local "),
                answering("proxy "),
                connection -> connection.output().write("socks".getBytes(StandardCharsets.US_ASCII)));
        return Door.open(socket(), handlers, limits);
    }

    private static RequestHandler answering(String who) {
        return (head, _, connection) ->
                Answer.text(200, who + head.target().text()).send(head, connection);
    }

    private static boolean await(CountDownLatch latch) throws IOException {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void drip(SocketChannel channel) {
        try {
            while (true) {
                send(channel, "G");
                Thread.sleep(20);
            }
        } catch (IOException | InterruptedException e) {
            // Cut, as it should be.
        }
    }

    private String ask(String request) throws IOException {
        try (SocketChannel channel = connect()) {
            send(channel, request);
            return all(channel);
        }
    }

    private static String all(SocketChannel channel) throws IOException {
        InputStream in = Channels.newInputStream(channel);
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String last(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket()));
    }

    private Path socket() {
        return folder.resolve("s");
    }
}
