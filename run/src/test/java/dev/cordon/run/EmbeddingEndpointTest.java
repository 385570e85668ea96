package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.cordon.core.CordonException;
import dev.cordon.core.SecretRef;
import dev.cordon.memory.EmbeddingWay;
import dev.cordon.tools.CredentialReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An embeddings endpoint is reached as models are: through the parent proxy, by TLS that trusts private authorities. */
class EmbeddingEndpointTest {
    private static final byte[] ASK = "{}".getBytes(StandardCharsets.UTF_8);
    /** me:secret. */
    private static final String CREDENTIAL = "Basic bWU6c2VjcmV0";

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private HttpServer serving(HttpServer server, HttpHandler handler) {
        server.createContext("/", handler);
        server.start();
        open.add(() -> server.stop(0));
        return server;
    }

    private HttpServer plain(HttpHandler handler) throws IOException {
        return serving(HttpServer.create(loopback(), 10), handler);
    }

    private HttpServer secured(TestAuthority authority, String host) throws Exception {
        HttpsServer server = HttpsServer.create(loopback(), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.as(host)));
        return serving(server, this::answer);
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Host") + " "
                + exchange.getRequestHeaders().getFirst("Authorization") + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        byte[] said = "said".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, said.length);
        exchange.getResponseBody().write(said);
        exchange.close();
    }

    private ParentProxyServer proxy(HttpServer to) throws IOException {
        ParentProxyServer proxy =
                new ParentProxyServer(CREDENTIAL, to.getAddress().getPort());
        open.add(proxy);
        return proxy;
    }

    private static Outside outside(Optional<URI> proxy, List<Path> authorities) {
        return new Outside(
                List.of(),
                new EgressSettings(proxy, Optional.of(new SecretRef.Environment("PROXY")), authorities, false),
                new CredentialReader(Map.of("PROXY", "me:secret")));
    }

    private static String said(EmbeddingWay way) throws IOException {
        EmbeddingWay.Answer answer = way.post(ASK, "k", 100);
        return answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void nameOutside_isReachedThroughTheParentProxy_byThePrivateAuthority() throws Exception {
        TestAuthority authority = new TestAuthority(folder);
        ParentProxyServer proxy = proxy(secured(authority, "embed.test"));
        Outside outside = outside(Optional.of(proxy.address()), List.of(authority.file()));

        assertThat(said(new EmbeddingEndpoint(URI.create("https://embed.test"), outside)))
                .isEqualTo("200 said");
        assertThat(said(new EmbeddingEndpoint(URI.create("https://embed.test:8443/base/v1/"), outside)))
                .isEqualTo("200 said");
        assertThat(asked)
                .containsExactly(
                        "POST /v1/embeddings embed.test Bearer k {}",
                        "POST /base/v1/embeddings embed.test:8443 Bearer k {}");
        assertThat(proxy.asked()).containsExactly("CONNECT embed.test:443", "CONNECT embed.test:8443");
    }

    @Test
    void authorityThatNobodyNamed_andAnotherHostsCertificate_areNotTrusted() throws Exception {
        TestAuthority authority = new TestAuthority(folder);
        ParentProxyServer proxy = proxy(secured(authority, "embed.test"));

        assertThatThrownBy(() -> said(new EmbeddingEndpoint(
                        URI.create("https://embed.test"), outside(Optional.of(proxy.address()), List.of()))))
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> said(new EmbeddingEndpoint(
                        URI.create("https://other.test"),
                        outside(Optional.of(proxy.address()), List.of(authority.file())))))
                .isInstanceOf(SSLException.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void thisMachinesOwn_isReachedPastTheProxy() throws Exception {
        HttpServer server = plain(this::answer);
        ParentProxyServer proxy = proxy(server);
        for (String host : List.of("127.0.0.1", "localhost")) {
            URI base = URI.create("http://" + host + ":" + server.getAddress().getPort());
            assertThat(said(new EmbeddingEndpoint(base, outside(Optional.of(proxy.address()), List.of()))))
                    .isEqualTo("200 said");
        }
        assertThat(proxy.asked()).isEmpty();
    }

    @Test
    void proxyThatRefuses_isAnError_notAWayAround() throws Exception {
        HttpServer server = plain(this::answer);
        ParentProxyServer proxy =
                new ParentProxyServer("another", server.getAddress().getPort());
        open.add(proxy);
        assertThatThrownBy(() -> said(new EmbeddingEndpoint(
                        URI.create("http://embed.test"), outside(Optional.of(proxy.address()), List.of()))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("407");
        assertThat(asked).isEmpty();
    }

    private EmbeddingWay direct(HttpServer server, Duration patience) {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new EmbeddingEndpoint(base, outside(Optional.empty(), List.of()), patience);
    }

    @Test
    void redirect_isAnAnswer_notFollowed() throws Exception {
        HttpServer server = plain(exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        assertThat(said(direct(server, Duration.ofSeconds(30)))).isEqualTo("302 ");
        assertThat(asked).containsExactly("/v1/embeddings");
    }

    @Test
    void answerWithoutEnd_endsInTime() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HttpServer server = plain(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (!over.await(20, TimeUnit.MILLISECONDS)) {
                    exchange.getResponseBody().write('x');
                    exchange.getResponseBody().flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        open.add(over::countDown);
        assertThatThrownBy(() -> direct(server, Duration.ofMillis(300)).post(ASK, "", 1 << 20))
                .isInstanceOf(IOException.class);
    }

    @Test
    void headThatDrips_endsInTime() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        URI drip = raw(client -> {
            client.getOutputStream().write("HTTP/1.1 200 OK\r\nx-drip: ".getBytes(StandardCharsets.US_ASCII));
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                client.getOutputStream().write('x');
            }
        });
        open.add(over::countDown);
        assertThatThrownBy(() -> at(drip).post(ASK, "", 1 << 20)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void peerThatNeverReads_endsInTime() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        URI deaf = raw(client -> over.await());
        open.add(over::countDown);
        assertThatThrownBy(() -> at(deaf).post(new byte[64 << 20], "", 1 << 20))
                .isInstanceOf(SocketTimeoutException.class);
    }

    /** What one connection of a server is answered with, byte for byte. */
    @FunctionalInterface
    private interface Answering {
        void answer(Socket client) throws Exception;
    }

    private static EmbeddingWay at(URI base) {
        return new EmbeddingEndpoint(base, outside(Optional.empty(), List.of()), Duration.ofMillis(300));
    }

    private URI raw(Answering answering) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        open.add(server);
        Thread.ofVirtual().start(() -> {
            try (Socket client = server.accept()) {
                answering.answer(client);
            } catch (Exception ended) {
                // The asker has gone.
            }
        });
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    @Test
    void answerThatIsTooLarge_isNone() throws Exception {
        HttpServer server = plain(exchange -> {
            exchange.sendResponseHeaders(200, 101);
            exchange.getResponseBody().write(new byte[101]);
            exchange.close();
        });
        assertThatThrownBy(() -> said(direct(server, Duration.ofSeconds(30))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 100 bytes");
    }

    @Test
    void authoritysFileThatIsNone_isToldAtTheStart() throws Exception {
        Path none = Files.writeString(folder.resolve("none.pem"), "x");
        assertThatThrownBy(() -> new EmbeddingEndpoint(
                        URI.create("https://embed.test"), outside(Optional.empty(), List.of(none))))
                .isInstanceOf(CordonException.BadInput.class);
    }
}
