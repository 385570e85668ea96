package dev.cordon.gateway;

import dev.cordon.core.SecretRef;
import java.net.URI;
import java.util.List;

/**
 * A model that lanes may use and where it is asked. Immutable.
 *
 * @param name as agents name it in a request
 * @param any whether requests for other names of this provider's go there, too; else only for exactly this name
 * @param baseUrl of the provider's API; a trailing {@code /v1} is the same as none
 * @param apiKey read at each call, set in no capsule (C23)
 */
public record Model(String name, Provider provider, URI baseUrl, SecretRef apiKey, boolean any) {
    /** @throws IllegalArgumentException if the base URL is none that can be called */
    public Model {
        if (!List.of("https", "http").contains(String.valueOf(baseUrl.getScheme()))
                || baseUrl.getHost() == null
                || baseUrl.getRawQuery() != null
                || baseUrl.getRawUserInfo() != null) {
            throw new IllegalArgumentException("it must be like https://api.example.com, without user and query");
        }
    }

    public boolean tls() {
        return baseUrl.getScheme().equals("https");
    }

    public String host() {
        return baseUrl.getHost();
    }

    public int port() {
        return baseUrl.getPort() >= 0 ? baseUrl.getPort() : tls() ? 443 : 80;
    }

    /** The host as a request's head names it. */
    String authority() {
        return baseUrl.getPort() < 0 ? host() : host() + ":" + baseUrl.getPort();
    }

    /** The target of a request whose path, query included, begins with {@code /v1}. */
    String target(String pathAndQuery) {
        String path = baseUrl.getRawPath() == null ? "" : baseUrl.getRawPath();
        String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return (base.endsWith("/v1") ? base.substring(0, base.length() - 3) : base) + pathAndQuery;
    }
}
