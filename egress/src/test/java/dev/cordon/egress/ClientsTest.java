package dev.cordon.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.GitRepo;
import dev.cordon.testing.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that agents use go out through the proxy as they are. */
class ClientsTest {
    @TempDir
    Path folder;

    private Origin plain;
    private Origin secure;
    private Proxied proxied;
    private Path authority;
    private String http;
    private String https;

    @BeforeEach
    void serve() throws Exception {
        RunAuthority theirs = new RunAuthority(Clock.systemUTC());
        authority = Files.writeString(
                folder.resolve("ca.pem"),
                CaBundle.of(java.util.List.of(theirs.certificate()), java.util.List.of())
                        .pem());
        plain = Origin.plain();
        secure = Origin.tls(theirs, "tls.test");
        http = "http://plain.test:" + plain.port();
        https = "https://tls.test:" + secure.port();
        proxied = Proxied.at(folder, http + "=127.0.0.1", https + "=127.0.0.1");
    }

    @AfterEach
    void end() throws Exception {
        proxied.close();
        plain.close();
        secure.close();
    }

    @Test
    void curl() {
        assertThat(programs().start("curl", "-sS", http + "/p?q").orFail().out())
                .startsWith("GET /p?q");
        assertThat(curl("--proxy", proxied.url(), https + "/s")).startsWith("GET /s");
        String socks = "socks5h://127.0.0.1:" + proxied.relay.port();
        assertThat(curl("--proxy", socks, https + "/t")).startsWith("GET /t");
        assertThat(curl("--proxy", proxied.url(), "-d", "@" + authority, https + "/u"))
                .contains("POST /u");
        assertThat(proxied.log.codes()).hasSize(4).containsOnly(EgressCode.ALLOWED);
    }

    @Test
    void curlIsToldWhyItMayNot() {
        String denied =
                programs().start("curl", "-sS", "http://other.test/").orFail().out();
        assertThat(denied).contains("not-on-lane", "'http://other.test:80' under lanes.fix.egress");
        Programs.Result tunnel = programs().start("curl", "-sS", "https://other.test/");
        assertThat(tunnel.exit()).isNotZero();
        assertThat(tunnel.err()).contains("403");
    }

    @Test
    void gitClone() throws Exception {
        Path source = folder.resolve("source");
        GitRepo repo = GitRepo.init(source).write("a.txt", "a");
        repo.commit("first");
        repo.git("update-server-info");
        plain.serving("/repo/", source.resolve(".git"));
        secure.serving("/repo/", source.resolve(".git"));
        programs().start("git", "clone", "-q", http + "/repo", "a").orFail();
        programs()
                .with("GIT_SSL_CAINFO", authority.toString())
                .start("git", "clone", "-q", https + "/repo", "b")
                .orFail();
        assertThat(folder.resolve("a/a.txt")).exists();
        assertThat(folder.resolve("b/a.txt")).exists();
    }

    @Test
    void python() {
        String script = "import urllib.request,sys;print(urllib.request.urlopen(sys.argv[1]).read().decode())";
        Programs python = programs().with("SSL_CERT_FILE", authority.toString());
        assertThat(python.start("python3", "-c", script, http + "/p").orFail().out())
                .startsWith("GET /p");
        assertThat(python.start("python3", "-c", script, https + "/s").orFail().out())
                .startsWith("GET /s");
    }

    @Test
    void node() {
        String script = "const http=require('http'),https=require('https');"
                + "http.request({host:'127.0.0.1',port:" + proxied.relay.port()
                + ",method:'CONNECT',headers:{host:'tls.test'},path:'tls.test:" + secure.port()
                + "'}).on('connect',(r,socket)=>"
                + "https.get({host:'tls.test',path:'/n',socket,agent:false,servername:'tls.test'},a=>"
                + "a.pipe(process.stdout))).end()";
        assertThat(programs()
                        .with("NODE_EXTRA_CA_CERTS", authority.toString())
                        .start("node", "-e", script)
                        .orFail()
                        .out())
                .startsWith("GET /n");
    }

    @Test
    void java() throws Exception {
        Path trust = folder.resolve("trust.p12");
        Files.write(trust, store());
        Path source = Files.writeString(folder.resolve("Fetch.java"), """
                void main(String[] args) throws Exception {
                    for (String url : args) {
                        try (var in = java.net.URI.create(url).toURL().openStream()) {
                            IO.println(new String(in.readAllBytes()).lines().findFirst().get());
                        }
                        var client = java.net.http.HttpClient.newHttpClient();
                        var request = java.net.http.HttpRequest.newBuilder(java.net.URI.create(url)).build();
                        IO.println(client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString()).body()
                                .lines().findFirst().get());
                        client.close();
                    }
                }
                """);
        String port = Integer.toString(proxied.relay.port());
        String out = programs()
                .start(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dhttp.proxyHost=127.0.0.1",
                        "-Dhttp.proxyPort=" + port,
                        "-Dhttps.proxyHost=127.0.0.1",
                        "-Dhttps.proxyPort=" + port,
                        "-Dhttp.nonProxyHosts=",
                        "-Djavax.net.ssl.trustStore=" + trust,
                        "-Djavax.net.ssl.trustStorePassword=changeit",
                        source.toString(),
                        http + "/h",
                        https + "/t")
                .orFail()
                .out();
        assertThat(out.lines()).containsExactly("GET /h", "GET /h", "GET /t", "GET /t");
    }

    private byte[] store() throws Exception {
        try (var in = Files.newInputStream(authority)) {
            var factory = java.security.cert.CertificateFactory.getInstance("X.509");
            var certificate = (java.security.cert.X509Certificate) factory.generateCertificate(in);
            return CaBundle.of(java.util.List.of(certificate), java.util.List.of())
                    .pkcs12("changeit".toCharArray());
        }
    }

    private String curl(String... arguments) {
        String[] all = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("curl", "-sS", "--cacert", authority.toString()),
                        java.util.stream.Stream.of(arguments))
                .toArray(String[]::new);
        return Programs.in(folder).start(all).orFail().out();
    }

    private Programs programs() {
        return Programs.in(folder)
                .with("http_proxy", proxied.url())
                .with("https_proxy", proxied.url())
                .with("HTTPS_PROXY", proxied.url());
    }
}
