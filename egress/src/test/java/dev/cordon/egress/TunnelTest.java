package dev.cordon.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.Await;
import dev.cordon.wire.Dialer;
import dev.cordon.wire.DoorLimits;
import dev.cordon.wire.ParentProxy;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Through a tunnel passes TLS to the tunnel's host, and nothing else unless the lane says so (C27). */
class TunnelTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private Scripted upstream;

    @BeforeEach
    void serve() throws Exception {
        upstream = new Scripted(socket -> {
            byte[] buffer = new byte[8192];
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                synchronized (received) {
                    received.write(buffer, 0, n);
                }
                socket.getOutputStream().write(buffer, 0, n);
            }
        });
    }

    @AfterEach
    void end() throws Exception {
        upstream.close();
    }

    static Stream<Arguments> refused() {
        byte[] truncated = Hello.naming("a.test");
        truncated[8]++;
        return Stream.of(
                Arguments.of("other name", Hello.naming("b.test"), EgressCode.SNI_MISMATCH),
                Arguments.of("no name", Hello.namingNobody(), EgressCode.SNI_MISMATCH),
                Arguments.of("hidden name", Hello.hiding("a.test"), EgressCode.SNI_MISMATCH),
                Arguments.of("two names", Hello.namingTwice("a.test", "b.test"), EgressCode.NOT_TLS),
                Arguments.of("a subdomain", Hello.naming("x.a.test"), EgressCode.SNI_MISMATCH),
                Arguments.of("too long", Hello.padded("a.test", 16 << 10), EgressCode.NOT_TLS),
                Arguments.of("wrong length", joinedWithMore(truncated), EgressCode.NOT_TLS),
                Arguments.of("plain HTTP", bytes("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"), EgressCode.NOT_TLS),
                Arguments.of("ssh", bytes("SSH-2.0-x\r\n"), EgressCode.NOT_TLS),
                Arguments.of("nested", bytes("CONNECT b.test:443 HTTP/1.1\r\n\r\n"), EgressCode.NESTED_CONNECT),
                Arguments.of("nearly nested", bytes("CONNEXT b.test:443\r\n\r\n"), EgressCode.NOT_TLS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedAndNothingLeaves(String what, byte[] start, EgressCode code) throws Exception {
        try (Proxied proxied = Proxied.at(folder, entry())) {
            byte[] answer = proxied.ask(Hello.joined(connect("a.test"), start));
            assertThat(new String(answer, StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\2\2\61");
            assertThat(proxied.log.codes()).as(what).containsExactly(code);
            assertThat(proxied.log.decisions().getFirst().code().isIncident()).isTrue();
            assertThat(received.size()).isZero();
        }
    }

    @Test
    void whatNamesItsHostPassesHoweverItIsCut() throws Exception {
        try (Proxied proxied = Proxied.at(folder, entry())) {
            for (byte[] start : List.of(Hello.naming("A.test"), Hello.inManyRecords("a.test"))) {
                echoed(proxied, connect("a.test"), start);
            }
            assertThat(proxied.log.codes()).containsExactly(EgressCode.ALLOWED, EgressCode.ALLOWED);
            Await.until(LONG, () -> proxied.log.ends().size() == 2, "both ends to be told");
            long sent = Hello.naming("a.test").length;
            assertThat(proxied.log.ends().getFirst().up()).isEqualTo(sent);
            assertThat(proxied.log.ends().getFirst().down()).isEqualTo(sent);
        }
    }

    @Test
    void aLaneCanOpenOtherProtocols() throws Exception {
        try (Proxied proxied = Proxied.at(folder, "tcp://" + entry())) {
            echoed(proxied, connect("a.test"), bytes("SSH-2.0-x\r\n"));
        }
    }

    @Test
    void anAddressThatTheLaneNamesNeedsNoName() throws Exception {
        try (Proxied proxied = Proxied.at(folder, "127.0.0.1:" + upstream.port())) {
            echoed(proxied, connect("127.0.0.1"), Hello.namingNobody());
        }
    }

    @Test
    void socksFollowsTheSameRules() throws Exception {
        try (Proxied proxied = Proxied.at(folder, entry())) {
            byte[] passed = Hello.naming("a.test");
            assertThat(socksAsk(proxied, 1, "a.test", passed, 12 + passed.length))
                    .endsWith(passed);
            assertThat(socksAsk(proxied, 1, "a.test", Hello.naming("b.test"), 19))
                    .endsWith(2, 2, 49);
            assertThat(socksAsk(proxied, 1, "b.test", new byte[0], 12)).startsWith(5, 0, 5, 2);
            assertThat(socksAsk(proxied, 1, "127.0.0.1", new byte[0], 12)).startsWith(5, 0, 5, 2);
            assertThat(socksAsk(proxied, 2, "a.test", new byte[0], 12)).startsWith(5, 0, 5, 7);
            assertThat(socksAsk(proxied, 3, "a.test", new byte[0], 12)).startsWith(5, 0, 5, 7);
            assertThat(proxied.ask(new byte[] {5, 1, 2})).containsExactly(5, 0xff);
            assertThat(proxied.log.codes())
                    .containsExactly(
                            EgressCode.ALLOWED,
                            EgressCode.SNI_MISMATCH,
                            EgressCode.NOT_ON_LANE,
                            EgressCode.ADDRESS_LITERAL,
                            EgressCode.MALFORMED,
                            EgressCode.MALFORMED);
        }
    }

    @Test
    void anUpstreamThatIsNotThereIsABadGateway() throws Exception {
        int port = upstream.port();
        upstream.close();
        try (Proxied proxied = Proxied.at(folder, "a.test:" + port + "=127.0.0.1")) {
            String answer = proxied.ask("CONNECT a.test:" + port + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 502 ").contains("upstream-unreachable");
        }
    }

    @Test
    void halfAnEndLeavesTheOtherDirectionOpen() throws Exception {
        try (Proxied proxied = Proxied.at(folder, "tcp://" + entry());
                Socket client = proxied.tcp()) {
            client.getOutputStream().write(Hello.joined(connect("a.test"), new byte[100_000]));
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).endsWith(0, 0, 0).hasSizeGreaterThan(100_000);
        }
    }

    @Test
    void aClientThatGoesEndsTheUpstream() throws Exception {
        try (Proxied proxied = Proxied.at(folder, "tcp://" + entry())) {
            Socket client = proxied.tcp();
            client.getOutputStream().write(connect("a.test"));
            client.getInputStream().readNBytes(20);
            client.setSoLinger(true, 0);
            client.close();
            Await.until(LONG, () -> proxied.log.ends().size() == 1, "the tunnel to end");
            Await.until(LONG, () -> proxied.door.connections() == 0, "the connection to be gone");
        }
    }

    @Test
    void anUpstreamThatResetsEndsTheClient() throws Exception {
        try (Scripted resetting = new Scripted(socket -> {
                    socket.getInputStream().readNBytes(5);
                    socket.setSoLinger(true, 0);
                    socket.close();
                });
                Proxied proxied = Proxied.at(folder, "tcp://a.test:" + resetting.port() + "=127.0.0.1");
                Socket client = proxied.tcp()) {
            client.getOutputStream()
                    .write(("CONNECT a.test:" + resetting.port() + " HTTP/1.1\r\nHost: a.test\r\n\r\nhello")
                            .getBytes(StandardCharsets.US_ASCII));
            Await.until(LONG, () -> proxied.log.ends().size() == 1, "the tunnel to end");
            Await.until(LONG, () -> proxied.door.connections() == 0, "the connection to be gone");
        }
    }

    @Test
    void aClientThatNeverSpeaksIsCutAndTold() throws Exception {
        DoorLimits limits = DoorLimits.STANDARD.withIdle(Duration.ofMillis(300));
        try (Proxied proxied = Proxied.at(folder, List.of(entry()), limits)) {
            proxied.ask(new String(connect("a.test"), StandardCharsets.US_ASCII));
            Await.until(LONG, () -> proxied.log.codes().equals(List.of(EgressCode.MALFORMED)), "the end to be told");
        }
    }

    @Test
    void aParentProxyResolvesWhatTheLaneDoesNotPin() throws Exception {
        List<String> asked = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (Scripted parent = new Scripted(socket -> {
                    asked.add(Scripted.head(socket));
                    socket.getOutputStream().write(bytes("HTTP/1.1 200 OK\r\n\r\nhello"));
                    socket.getInputStream().readAllBytes();
                });
                Proxied proxied = Proxied.at(
                        folder,
                        List.of("tcp://a.test:443", "tcp://b.test:443=10.9.9.9"),
                        s -> s.with(Dialer.through(ParentProxy.parse("http://127.0.0.1:" + parent.port(), "u:p")))
                                .with((Resolver) _ -> {
                                    throw new java.io.IOException("must not be asked");
                                }))) {
            for (String host : List.of("a.test", "b.test")) {
                try (Socket client = proxied.tcp()) {
                    client.getOutputStream()
                            .write(bytes("CONNECT " + host + ":443 HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
                    client.shutdownOutput();
                    assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                            .endsWith("\r\n\r\nhello");
                }
            }
            assertThat(asked.get(0)).startsWith("CONNECT a.test:443 ").contains("Proxy-Authorization: Basic dTpw");
            assertThat(asked.get(1)).startsWith("CONNECT 10.9.9.9:443 ");
        }
    }

    private static void echoed(Proxied proxied, byte[] connect, byte[] content) throws Exception {
        try (Socket client = proxied.tcp()) {
            client.getOutputStream().write(Hello.joined(connect, content));
            client.shutdownOutput();
            byte[] answer = client.getInputStream().readAllBytes();
            assertThat(answer).endsWith(content);
        }
    }

    private byte[] socksAsk(Proxied proxied, int command, String host, byte[] start, int expected) throws Exception {
        byte[] name = bytes(host);
        byte[] ask = Hello.joined(
                new byte[] {5, 1, 0, 5, (byte) command, 0, 3, (byte) name.length},
                name,
                new byte[] {(byte) (upstream.port() >> 8), (byte) upstream.port()},
                start);
        try (Socket client = proxied.tcp()) {
            client.getOutputStream().write(ask);
            return client.getInputStream().readNBytes(expected);
        }
    }

    private byte[] connect(String host) {
        return bytes("CONNECT " + host + ":" + upstream.port() + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    private String entry() {
        return "a.test:" + upstream.port() + "=127.0.0.1";
    }

    private static byte[] joinedWithMore(byte[] start) {
        return Hello.joined(start, new byte[] {22, 3, 1, 0, 1, 0});
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
