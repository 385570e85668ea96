package dev.cordon.wire;

import java.io.IOException;

/** Serves a connection that does not speak HTTP, from its first byte to its end. Threads as {@link RequestHandler}. */
@FunctionalInterface
public interface RawHandler {
    void handle(Connection connection) throws IOException;
}
