package dev.cordon.gateway;

import dev.cordon.wire.Answer;
import dev.cordon.wire.Connection;
import dev.cordon.wire.RequestHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers of the boundary's own, in the shape in which a provider's clients read errors. */
record Reply(RequestHead head, Connection connection, Provider provider) {

    /** The request was read to its end; whether the connection may live on. */
    boolean error(int status, String type, String message) throws IOException {
        return json(status, type, message).send(head, connection);
    }

    /** The request's body may be unread, so the connection ends. */
    boolean lastError(int status, String type, String message) throws IOException {
        return json(status, type, message).sendLast(connection);
    }

    /** What may be asked here, but not so. */
    boolean wrongMethod(List<String> methods) throws IOException {
        return json(
                        405,
                        "invalid_request_error",
                        "The boundary passes " + String.join(" and ", methods) + " here (C23).")
                .with("Allow", String.join(", ", methods))
                .send(head, connection);
    }

    private Answer json(int status, String type, String message) {
        byte[] body = provider.error(type, message).getBytes(StandardCharsets.UTF_8);
        return Answer.of(status, "application/json", body);
    }
}
