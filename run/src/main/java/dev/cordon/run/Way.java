package dev.cordon.run;

import dev.cordon.capsule.Capsules;
import dev.cordon.egress.CaBundle;
import dev.cordon.egress.EgressProxy;
import dev.cordon.wire.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How programs inside a capsule learn of their way out, each in the words that it knows: variables for a proxy, options
 * for Java, files for what to trust. Immutable.
 */
record Way(Optional<CaBundle> trusted) {
    /** On the capsule's loopback; the port that a server of Cordon has, too. */
    static final int PORT = 7373;

    private static final String HERE = "http://127.0.0.1:" + PORT;
    private static final String NOT_OVER_PROXY = "127.0.0.1,localhost,::1";
    private static final String STORE_PASSWORD = "changeit";
    private static final String ALL = "ca.pem";
    private static final String ADDED = "ca-added.pem";
    private static final String STORE = "ca.p12";
    private static final String NODE = "node-proxy.cjs";

    private static final List<String> PROXY_VARIABLES =
            List.of("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY");

    /** OpenSSL, curl, Python's requests and pip, git, Rust, the AWS tools. */
    private static final List<String> TRUST_VARIABLES = List.of(
            "SSL_CERT_FILE",
            "CURL_CA_BUNDLE",
            "REQUESTS_CA_BUNDLE",
            "PIP_CERT",
            "GIT_SSL_CAINFO",
            "CARGO_HTTP_CAINFO",
            "AWS_CA_BUNDLE");

    private static final String JAVA_PROXY = String.join(
            " ",
            "-Dhttp.proxyHost=127.0.0.1",
            "-Dhttp.proxyPort=" + PORT,
            "-Dhttps.proxyHost=127.0.0.1",
            "-Dhttps.proxyPort=" + PORT,
            "-Dhttp.nonProxyHosts=localhost|127.*|[::1]",
            // Maven's resolver looks at the above only when told to.
            "-Daether.transport.http.useSystemProperties=true",
            "-Daether.connector.http.useSystemProperties=true");

    static Way of(EgressProxy proxy, Tls tls) {
        if (proxy.authority().isPresent() || tls.authorities().isEmpty()) {
            return new Way(proxy.authority());
        }
        return new Way(Optional.of(CaBundle.of(tls.authorities(), tls.roots())));
    }

    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        PROXY_VARIABLES.forEach(name -> environment.put(name, HERE));
        environment.put("no_proxy", NOT_OVER_PROXY);
        environment.put("NO_PROXY", NOT_OVER_PROXY);
        environment.put("NODE_USE_ENV_PROXY", "1");
        environment.put("NODE_OPTIONS", "--require=" + inside(NODE));
        environment.put("CORDON_URL", HERE);
        if (trusted.isPresent()) {
            TRUST_VARIABLES.forEach(name -> environment.put(name, inside(ALL)));
            environment.put("NODE_EXTRA_CA_CERTS", inside(ADDED));
        }
        environment.put("JAVA_TOOL_OPTIONS", JAVA_PROXY + (trusted.isPresent() ? javaTrust() : ""));
        return environment;
    }

    /** Files of the boundary, by name. */
    Map<String, byte[]> files() {
        Map<String, byte[]> files = new HashMap<>();
        files.put(NODE, resource(NODE));
        trusted.ifPresent(bundle -> {
            files.put(ALL, bundle.pem().getBytes(StandardCharsets.US_ASCII));
            files.put(ADDED, bundle.addedPem().getBytes(StandardCharsets.US_ASCII));
            files.put(STORE, bundle.pkcs12(STORE_PASSWORD.toCharArray()));
        });
        return files;
    }

    private static byte[] resource(String name) {
        try (InputStream in = Way.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String javaTrust() {
        return " -Djavax.net.ssl.trustStore=" + inside(STORE) + " -Djavax.net.ssl.trustStorePassword=" + STORE_PASSWORD
                + " -Djavax.net.ssl.trustStoreType=PKCS12";
    }

    private static String inside(String name) {
        return Capsules.BOUNDARY + "/" + name;
    }
}
