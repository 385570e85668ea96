package dev.cordon.egress;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * One run's certificate authority (EC P-256). Its key and those of its leaves are in memory only and die with the run; a
 * leaf is valid for a day. Keeps the leaves of the 256 hosts asked for last. Thread-safe.
 */
final class RunAuthority {
    private static final Duration VALID = Duration.ofHours(24);
    private static final Duration EARLIER = Duration.ofHours(1);
    private static final int KEPT = 256;
    private static final X500Name NAME = new X500Name("CN=Cordon run authority");

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final KeyPair keys;
    private final X509Certificate certificate;
    private final Map<String, SSLContext> leaves = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SSLContext> eldest) {
            return size() > KEPT;
        }
    };

    RunAuthority(Clock clock) {
        this.clock = clock;
        try {
            this.keys = newKeys();
            X509v3CertificateBuilder builder = builder(NAME, keys, VALID.multipliedBy(30));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            this.certificate = signed(builder, keys);
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("this JDK can't make certificates", e);
        }
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** TLS as {@code host}, a name in its one form or an address. */
    synchronized SSLContext as(String host) {
        return leaves.computeIfAbsent(host, this::context);
    }

    private SSLContext context(String host) {
        try {
            KeyPair leafKeys = newKeys();
            char[] unused = new char[0];
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "leaf", leafKeys.getPrivate(), unused, new Certificate[] {leaf(host, leafKeys), certificate});
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, unused);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, random);
            return context;
        } catch (GeneralSecurityException | OperatorCreationException | java.io.IOException e) {
            throw new IllegalStateException("this JDK can't make certificates", e);
        }
    }

    private X509Certificate leaf(String host, KeyPair leafKeys)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        X509v3CertificateBuilder builder = builder(new X500Name("CN=Cordon"), leafKeys, VALID);
        int type = Hosts.isAddressLike(host) ? GeneralName.iPAddress : GeneralName.dNSName;
        builder.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(new GeneralName(type, host)));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        return signed(builder, keys);
    }

    private X509v3CertificateBuilder builder(X500Name subject, KeyPair of, Duration valid) {
        return new JcaX509v3CertificateBuilder(
                NAME,
                new BigInteger(127, random).setBit(126),
                Date.from(clock.instant().minus(EARLIER)),
                Date.from(clock.instant().plus(valid)),
                subject,
                of.getPublic());
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, KeyPair by)
            throws GeneralSecurityException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }
}
