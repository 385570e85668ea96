package dev.cordon.egress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a capsule has to trust when its TLS is inspected: this run's own authority, and the roots that are trusted anyway.
 * Certificates only; the authority's private key never leaves the proxy's memory. Immutable.
 */
public final class CaBundle {
    private final X509Certificate authority;
    private final List<X509Certificate> all;

    CaBundle(X509Certificate authority, List<X509Certificate> roots) {
        this.authority = authority;
        this.all = new ArrayList<>(List.of(authority));
        this.all.addAll(roots);
    }

    /** Every certificate, the run's authority first: for {@code SSL_CERT_FILE} and its like. */
    public String pem() {
        StringBuilder text = new StringBuilder();
        all.forEach(certificate -> text.append(pem(certificate)));
        return text.toString();
    }

    /** The run's authority alone: for programs that add to what they trust. */
    public String authorityPem() {
        return pem(authority);
    }

    /** Every certificate as a PKCS#12 trust store, for {@code javax.net.ssl.trustStore}. */
    public byte[] pkcs12(char[] password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < all.size(); i++) {
                store.setCertificateEntry("root-" + i, all.get(i));
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, password);
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this JDK can't write a trust store", e);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a parsed certificate has an encoding", e);
        }
    }
}
