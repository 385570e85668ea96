package dev.cordon.cli;

import com.google.crypto.tink.KmsClient;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.RootKey;
import dev.cordon.core.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * The root key that the section {@code keys} names (C15): a file of the home, or a key of a service, whose client is one
 * of Tink's integrations, found as a service on the class path or in a folder of jars.
 */
final class RootKeys {
    private RootKeys() {}

    /**
     * @throws CordonException.Unavailable where no client knows such a key, or it does not get in
     */
    static RootKey of(Config.KeySettings settings, Path home) {
        return settings.kms().isPresent() ? service(settings.kms().get()) : RootKey.ofFile(home.resolve("root.keyset"));
    }

    private static RootKey service(Config.Kms kms) {
        try {
            KmsClient client = find(kms).orElseThrow(() -> missing(kms));
            KmsClient ready = kms.credentials().isPresent()
                    ? client.withCredentials(kms.credentials().get().toString())
                    : client.withDefaultCredentials();
            return RootKey.ofService(ready, kms.uri());
        } catch (GeneralSecurityException | ServiceConfigurationError e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            Rule.C15,
                            "kms-client-fails",
                            "The root key can't be used",
                            "the client for '" + scheme(kms.uri()) + "' does not start",
                            "check keys.root.credentials, and that the folder of its jars is whole"),
                    e);
        }
    }

    private static Optional<KmsClient> find(Config.Kms kms) {
        ClassLoader own = RootKeys.class.getClassLoader();
        ClassLoader loader = kms.clients().map(folder -> jars(folder, own)).orElse(own);
        return ServiceLoader.load(KmsClient.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .filter(client -> client.doesSupport(kms.uri()))
                .findFirst();
    }

    /** Stays open as long as the process: a client loads its classes when it needs them. */
    @SuppressWarnings("resource")
    private static ClassLoader jars(Path folder, ClassLoader parent) {
        try (Stream<Path> files = Files.list(folder)) {
            URL[] jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(RootKeys::url)
                    .toArray(URL[]::new);
            return new URLClassLoader("kms-clients", jars, parent);
        } catch (IOException e) {
            throw new CordonException.BadInput(
                    Problem.of(
                            Rule.C15,
                            "kms-clients-unreadable",
                            "The root key can't be used",
                            "the folder '" + folder + "' can't be read",
                            "name the folder of the client's jars: keys.root.clients"),
                    e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CordonException missing(Config.Kms kms) {
        String scheme = scheme(kms.uri());
        String jar = switch (scheme) {
            case "aws-kms" -> "com.google.crypto.tink:tink-awskms";
            case "gcp-kms" -> "com.google.crypto.tink:tink-gcpkms";
            default -> "the Tink integration that knows it";
        };
        return new CordonException.Unavailable(
                Problem.of(
                        Rule.C15,
                        "kms-client-missing",
                        "The root key can't be used",
                        "no client for '" + scheme + "' is here: Cordon brings none",
                        "put " + jar
                                + " with all that it needs into a folder, and name it: keys: { root: { kms: …, clients: FOLDER } }"));
    }

    /** Never more of it: a key's name may tell of an account. */
    private static String scheme(String uri) {
        return uri.substring(0, uri.indexOf("://"));
    }
}
