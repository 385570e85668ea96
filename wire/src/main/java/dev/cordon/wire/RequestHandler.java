package dev.cordon.wire;

import java.io.IOException;

/**
 * Answers requests of one kind. Called on a virtual thread of the request's connection, for several connections at once;
 * interrupted when the door closes.
 */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Answers one request.
     *
     * @param body still to be read, framed as the head says
     * @return whether the connection may live on; it does only if {@code body} is complete, too
     * @throws WireException to have the door answer with its status, where no byte of an answer went out
     * @throws IOException to end the connection
     */
    boolean handle(RequestHead head, Body body, Connection connection) throws IOException;
}
