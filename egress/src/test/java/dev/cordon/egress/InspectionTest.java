package dev.cordon.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.spi.ContentGuard;
import dev.cordon.core.spi.GuardFinding;
import dev.cordon.core.spi.GuardVerdict;
import dev.cordon.testing.Programs;
import dev.cordon.wire.Tls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With inspection on, no secret leaves, in whatever dress; the server is still verified (C23, C33). */
class InspectionTest {
    private static final String SECRET = "SeCrEt-4f1d9c2a7b6e5d8c0f3a";

    @TempDir
    Path folder;

    private final RunAuthority theirs = new RunAuthority(Clock.systemUTC());
    private Path trusted;
    private Path ours;
    private Origin secure;
    private Origin plain;
    private Proxied proxied;

    @BeforeEach
    void serve() throws Exception {
        trusted = Files.writeString(
                folder.resolve("theirs.pem"),
                CaBundle.of(java.util.List.of(theirs.certificate()), List.of()).pem());
        secure = Origin.tls(theirs, "tls.test");
        plain = Origin.plain();
        open(InspectionTest::look, Tls.trusting(List.of(trusted)));
    }

    private void open(ContentGuard guard, Tls tls) throws Exception {
        List<String> lane =
                List.of("tls.test:" + secure.port() + "=127.0.0.1", "http://plain.test:" + plain.port() + "=127.0.0.1");
        proxied = Proxied.at(folder, lane, s -> s.with(guard, true).with(tls));
        ours = Files.writeString(
                folder.resolve("ours.pem"),
                proxied.proxy.authority().orElseThrow().pem());
    }

    @AfterEach
    void end() throws Exception {
        proxied.close();
        secure.close();
        plain.close();
    }

    private static GuardVerdict look(String place, byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1).contains(SECRET)
                ? new GuardVerdict.Findings(List.of(new GuardFinding(place, 1, "test-secret", "a secret")))
                : new GuardVerdict.Clean();
    }

    @Test
    void cleanRequestsPassOneAfterAnother() {
        String url = https("/a");
        String out = curl(url, https("/b"), "-d", "some content").orFail().out();
        assertThat(out).contains("POST /a", "POST /b", "body of 12");
        assertThat(proxied.log.codes()).containsExactly(EgressCode.ALLOWED);
        assertThat(proxied.log.ends()).singleElement().satisfies(ended -> {
            assertThat(ended.up()).isPositive();
            assertThat(ended.down()).isPositive();
        });
    }

    @Test
    void secretsInTargetFieldsAndBodyStay() throws Exception {
        String percent = SECRET.replace("S", "%53").replace("-", "%2D");
        Path big = Files.writeString(folder.resolve("big"), "x".repeat((1 << 20) - 10) + SECRET + "y".repeat(1 << 20));
        denied(curl(https("/p?q=" + SECRET)));
        denied(curl(https("/p?q=" + percent)));
        denied(curl(https("/"), "-H", "X-Key: " + SECRET));
        denied(curl(https("/"), "-d", "key=" + SECRET));
        denied(curl(https("/"), "-d", "key=" + percent));
        denied(curl(https("/"), "-H", "Transfer-Encoding: chunked", "-d", "key=" + SECRET));
        assertThat(secure.requests()).isEmpty();
        assertThat(curl(https("/"), "-H", "Expect:", "--data-binary", "@" + big).out())
                .doesNotContain("body of");
        assertThat(secure.requests().toString()).doesNotContain(SECRET.substring(0, 12));
    }

    @Test
    void plainHttpIsLookedAtToo() {
        Programs.Result result =
                Programs.in(folder).start("curl", "-sS", "--proxy", proxied.url(), "-H", "X-Key: " + SECRET, http("/"));
        denied(result);
        denied(Programs.in(folder).start("curl", "-sS", "--proxy", proxied.url(), "-d", SECRET, http("/")));
        assertThat(plain.requests()).isEmpty();
    }

    @Test
    void largeCleanBodiesArriveWhole() throws Exception {
        Path big = Files.write(folder.resolve("big"), new byte[(3 << 20) + 17]);
        assertThat(curl(https("/"), "-H", "Expect:", "--data-binary", "@" + big)
                        .orFail()
                        .out())
                .contains("body of " + ((3 << 20) + 17));
    }

    @Test
    void aGuardThatCantLookLetsNothingPass() throws Exception {
        for (GuardVerdict verdict : List.of(new GuardVerdict.Unavailable("down"), new GuardVerdict.Untested("rule"))) {
            proxied.close();
            open((_, _) -> verdict, Tls.trusting(List.of(trusted)));
            assertThat(curl(https("/")).out()).contains("detector-down", "[C33]");
            assertThat(proxied.log.codes()).containsExactly(EgressCode.ALLOWED, EgressCode.DETECTOR_DOWN);
        }
        assertThat(secure.requests()).isEmpty();
    }

    @Test
    void aServerThatCantProveItsNameIsNotSpokenTo() throws Exception {
        proxied.close();
        open(InspectionTest::look, Tls.standard());
        assertThat(curl(https("/")).out()).contains("upstream-unreachable", "can't prove");
        assertThat(secure.requests()).isEmpty();
    }

    @Test
    void aRequestForAnotherHostInTheTunnelIsRefused() {
        assertThat(curl(https("/"), "-H", "Host: other.test").out()).contains("sni-mismatch");
        assertThat(secure.requests()).isEmpty();
    }

    @Test
    void theCapsuleTrustsTheRootsToo() throws Exception {
        CaBundle bundle = proxied.proxy.authority().orElseThrow();
        int roots = Tls.standard().roots().size();
        assertThat(bundle.pem().split("BEGIN CERTIFICATE", -1)).hasSize(roots + 3);
        assertThat(bundle.addedPem().split("BEGIN CERTIFICATE", -1))
                .as("ours and the private one")
                .hasSize(3);
        java.security.KeyStore store = java.security.KeyStore.getInstance("PKCS12");
        store.load(new java.io.ByteArrayInputStream(bundle.pkcs12("pw".toCharArray())), "pw".toCharArray());
        assertThat(store.size()).isEqualTo(roots + 2);
        assertThat(bundle.pem()).doesNotContain("PRIVATE");
    }

    private void denied(Programs.Result result) {
        assertThat(result.out())
                .contains("secret-found", "test-secret", "[C23]")
                .doesNotContain(SECRET);
        EgressDecision last = proxied.log.decisions().getLast();
        assertThat(last.code()).isEqualTo(EgressCode.SECRET_FOUND);
        assertThat(last.code().isIncident()).isTrue();
    }

    private String https(String path) {
        return "https://tls.test:" + secure.port() + path;
    }

    private String http(String path) {
        return "http://plain.test:" + plain.port() + path;
    }

    private Programs.Result curl(String... arguments) {
        String[] all = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                "curl", "-sS", "--cacert", ours.toString(), "--proxy", proxied.url()),
                        java.util.stream.Stream.of(arguments))
                .toArray(String[]::new);
        return Programs.in(folder).start(all);
    }
}
