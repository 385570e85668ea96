package dev.cordon.run;

import dev.cordon.core.SecretRef;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * This machine's own way out, which all lanes share. Immutable.
 *
 * @param proxy an enterprise's proxy that stands between this machine and the outside: {@code http://host:port}
 * @param proxyCredential {@code user:password} for it, read at the moment of use
 * @param authorities PEM files of certificate authorities to trust besides the JDK's
 * @param inspect whether TLS is opened at the boundary and what leaves is scanned for secrets
 */
public record EgressSettings(
        Optional<URI> proxy, Optional<SecretRef> proxyCredential, List<Path> authorities, boolean inspect) {
    public static final EgressSettings DIRECT =
            new EgressSettings(Optional.empty(), Optional.empty(), List.of(), false);

    public EgressSettings {
        authorities = List.copyOf(authorities);
    }
}
