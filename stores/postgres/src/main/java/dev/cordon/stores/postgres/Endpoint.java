package dev.cordon.stores.postgres;

import java.util.Objects;

/**
 * Where a role logs in to a database.
 *
 * @param url as pgjdbc reads it, {@code jdbc:postgresql://host:port/database}; several hosts with
 *     {@code targetServerType=primary} follow a failover
 * @param connections how many are kept open at most, 1 to 100
 */
public record Endpoint(String url, String user, String password, int connections) {
    public Endpoint {
        Objects.requireNonNull(url);
        Objects.requireNonNull(user);
        Objects.requireNonNull(password);
        if (connections < 1 || connections > 100) {
            throw new IllegalArgumentException("connections: 1 to 100");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Endpoint[" + user + "]";
    }
}
