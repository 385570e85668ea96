package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.cordon.core.Lane;
import dev.cordon.core.Session;
import dev.cordon.testing.GitRepo;
import dev.cordon.testing.Programs;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Node's own http, https and fetch, unchanged, go by the lane's way out, whatever the version of Node. */
class NodeWayOutTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    private RunBench bench;
    private Session session;
    private HttpServer plain;
    private HttpsServer secure;

    @BeforeEach
    void servers() throws Exception {
        KeyStore keys = keys();
        plain = serving(HttpServer.create(here(), 10));
        secure = HttpsServer.create(here(), 10);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls(keys)));
        serving(secure);
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "one\n");
        repo.commit("first");
        bench = new RunBench(folder.resolve("home"), repo.folder());
        bench.egress = new EgressSettings(Optional.empty(), Optional.empty(), List.of(pem(keys)), false);
        bench.lane = new Lane(
                "web",
                List.of(),
                List.of(),
                List.of(),
                Lane.ApprovalNeed.REQUIRED,
                List.of(http() + "=127.0.0.1", https() + "=127.0.0.1"));
        session = bench.session("s");
    }

    @AfterEach
    void close() {
        session.close();
        bench.close();
        plain.stop(0);
        secure.stop(0);
    }

    @Test
    void fetchHttpAndHttps_areCarried_andLoopbackStaysInside() {
        String patch = patchOf("""
                cat >ask.mjs <<'EOF'
                import http from 'node:http';
                import https from 'node:https';
                import fs from 'node:fs';
                const [plain, secure, other] = process.argv.slice(2);
                const get = (lib, url) => new Promise((done) => lib.get(url, (answer) => {
                  let text = '';
                  answer.on('data', (piece) => text += piece).on('end', () => done(text.trim()));
                }).on('error', (error) => done('error ' + error.message)));
                const text = (url, init) => fetch(url, init).then((a) => a.text()).then((t) => t.trim(), (e) => 'error ' + e.cause?.message);
                const own = http.createServer((_, answer) => answer.end('inside')).listen(0, '127.0.0.1');
                await new Promise((done) => own.once('listening', done));
                const near = `http://127.0.0.1:${own.address().port}/`;
                const said = [
                  'http ' + await get(http, plain + '/a?b=c'),
                  'https ' + await get(https, secure + '/s'),
                  'fetch ' + await text(plain + '/f', { method: 'POST', body: 'x' }),
                  'fetch again ' + await text(secure + '/g'),
                  'near ' + await get(http, near) + ' ' + await text(near),
                  'other ' + await text(other),
                ];
                own.close();
                fs.writeFileSync('a.txt', said.join('\\n') + '\\n');
                EOF
                node ask.mjs %s %s https://other.test/; rm ask.mjs
                """.formatted(http(), https()));

        assertThat(patch)
                .contains(
                        "+http GET /a?b=c at plain.test:" + plain.getAddress().getPort(),
                        "+https GET /s at tls.test:" + secure.getAddress().getPort(),
                        "+fetch POST /f at plain.test:" + plain.getAddress().getPort(),
                        "+fetch again GET /g at tls.test:" + secure.getAddress().getPort(),
                        "+near inside inside",
                        "+other error");
    }

    private String patchOf(String script) {
        RunSupervisor.Outcome outcome = bench.run(session, "t", script);
        assertThat(outcome.run().exit())
                .as(new String(TaskBook.artifact(session, outcome.run(), "transcript"), StandardCharsets.UTF_8))
                .isZero();
        return new String(TaskDesk.patch(session, outcome.task()), StandardCharsets.UTF_8);
    }

    private String http() {
        return "http://plain.test:" + plain.getAddress().getPort();
    }

    private String https() {
        return "https://tls.test:" + secure.getAddress().getPort();
    }

    private static InetSocketAddress here() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static <S extends HttpServer> S serving(S server) {
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " at "
                            + exchange.getRequestHeaders().getFirst("Host"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** A certificate that signs itself, for a name that no public authority knows. */
    private KeyStore keys() throws Exception {
        Path file = folder.resolve("keys.p12");
        Programs.in(folder)
                .start(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "tls",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=tls.test",
                        "-ext",
                        "san=dns:tls.test",
                        "-ext",
                        "bc=ca:true",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .orFail();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private Path pem(KeyStore keys) throws Exception {
        String body = Base64.getMimeEncoder()
                .encodeToString(keys.getCertificate("tls").getEncoded());
        return Files.writeString(
                folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    }

    private static SSLContext tls(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
