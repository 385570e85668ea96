package dev.cordon.run;

import dev.cordon.testing.Programs;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A private certificate authority, made with the JDK's own tool, and servers that it vouches for. */
final class TestAuthority {
    private static final String PASSWORD = "changeit";

    private final Path folder;

    TestAuthority(Path folder) {
        this.folder = folder;
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Private", "-ext", "bc:c", "-keyalg", "EC");
        keytool("-exportcert", "-rfc", "-alias", "ca", "-file", file().toString());
    }

    private void keytool(String... arguments) {
        String[] command = new String[arguments.length + 5];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        System.arraycopy(
                new String[] {"-keystore", folder.resolve("keys.p12").toString(), "-storepass", PASSWORD},
                0,
                command,
                arguments.length + 1,
                4);
        Programs.in(folder).start(command).orFail();
    }

    /** What trusts it names this PEM file. */
    Path file() {
        return folder.resolve("authority.pem");
    }

    /** TLS as {@code host}. */
    SSLContext as(String host) throws Exception {
        keytool(
                "-genkeypair",
                "-alias",
                host,
                "-dname",
                "CN=" + host,
                "-signer",
                "ca",
                "-keyalg",
                "EC",
                "-ext",
                "san=dns:" + host);
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
            all.load(in, PASSWORD.toCharArray());
        }
        all.deleteEntry("ca");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(all, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
