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
 * What a capsule has to trust besides what every program does: the place's private authorities and, when its TLS is
 * inspected, the run's own.
 * Certificates only; the authority's private key never leaves the proxy's memory. Immutable.
 */
public final class CaBundle {
    private final List<X509Certificate> added;
    private final List<X509Certificate> all;

    private CaBundle(List<X509Certificate> added, List<X509Certificate> all) {
        this.added = List.copyOf(added);
        this.all = List.copyOf(all);
    }

    /** @param added what a program doesn't trust by itself; {@code roots} what it is to trust besides */
    public static CaBundle of(List<X509Certificate> added, List<X509Certificate> roots) {
        List<X509Certificate> all = new ArrayList<>(added);
        roots.stream().filter(root -> !added.contains(root)).forEach(all::add);
        return new CaBundle(added, all);
    }

    /** Every certificate, the run's authority first: for {@code SSL_CERT_FILE} and its like. */
    public String pem() {
        StringBuilder text = new StringBuilder();
        all.forEach(certificate -> text.append(pem(certificate)));
        return text.toString();
    }

    /** The added ones alone: for programs that add to what they trust. */
    public String addedPem() {
        StringBuilder text = new StringBuilder();
        added.forEach(certificate -> text.append(pem(certificate)));
        return text.toString();
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
