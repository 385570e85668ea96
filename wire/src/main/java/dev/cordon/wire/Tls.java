package dev.cordon.wire;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS toward upstreams: 1.2 or 1.3, the server's chain and host name verified, always. Trusts the roots of the JDK and
 * the private authorities that a person configured. Thread-safe; holds no connection.
 */
public final class Tls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final List<X509Certificate> authorities;
    private @Nullable Trust trust;

    private Tls(List<X509Certificate> authorities) {
        this.authorities = List.copyOf(authorities);
    }

    /** Trusts the JDK's roots only. */
    public static Tls standard() {
        return new Tls(List.of());
    }

    /**
     * Trusts the certificates of these PEM files, too. Reads them now; the JDK's roots, which take longer, on first use.
     *
     * @throws CordonException.BadInput when a file can't be read or holds no certificate
     */
    public static Tls trusting(List<Path> pemFiles) {
        return new Tls(pemFiles.stream().flatMap(file -> read(file).stream()).toList());
    }

    /** The private authorities. */
    public List<X509Certificate> authorities() {
        return authorities;
    }

    /** Every certificate that is trusted. */
    public List<X509Certificate> roots() {
        return trust().roots();
    }

    private record Trust(SSLContext context, List<X509Certificate> roots) {}

    private synchronized Trust trust() {
        if (trust == null) {
            trust = made(authorities);
        }
        return trust;
    }

    private static Trust made(List<X509Certificate> authorities) {
        try {
            List<X509Certificate> roots =
                    new ArrayList<>(Arrays.asList(manager(null).getAcceptedIssuers()));
            roots.addAll(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new X509TrustManager[] {manager(store(roots))}, null);
            return new Trust(context, List.copyOf(roots));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this JDK can't do TLS", e);
        }
    }

    /**
     * Shakes hands as a client over a connected socket, which closes with the result. Speaks HTTP/1.1 only.
     *
     * @param host whose certificate it must be: a name, or an address without brackets
     * @throws javax.net.ssl.SSLException when the server can't prove that it is {@code host}
     */
    public SSLSocket over(Socket socket, String host, int port) throws IOException {
        SSLSocket secured = (SSLSocket) trust().context().getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(PROTOCOLS);
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static KeyStore store(List<X509Certificate> roots) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < roots.size(); i++) {
            store.setCertificateEntry("root-" + i, roots.get(i));
        }
        return store;
    }

    private static X509TrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    private static List<X509Certificate> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> found = new ArrayList<>();
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                found.add((X509Certificate) one);
            }
            if (!found.isEmpty()) {
                return found;
            }
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(file, e);
        }
        throw unreadable(file, null);
    }

    private static CordonException.BadInput unreadable(Path file, @Nullable Exception cause) {
        Problem problem = Problem.of(
                "authority-unreadable",
                "The authority's file '" + file + "' can't be used",
                cause == null ? "it holds no certificate" : "it is no readable PEM file of certificates",
                "name a file with one or more BEGIN CERTIFICATE blocks");
        return cause == null ? new CordonException.BadInput(problem) : new CordonException.BadInput(problem, cause);
    }
}
