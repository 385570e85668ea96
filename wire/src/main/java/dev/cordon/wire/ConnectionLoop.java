package dev.cordon.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** Reads what a connection asks for, one request after another, and hands each to whom it concerns. */
final class ConnectionLoop {
    private static final int SOCKS = 5;
    private static final long MOST_DRAINED = 1 << 20;
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final DoorHandlers handlers;
    private final DoorLimits limits;

    ConnectionLoop(DoorHandlers handlers, DoorLimits limits) {
        this.handlers = handlers;
        this.limits = limits;
    }

    void serve(Connection connection) throws IOException {
        connection.deadline().begin(limits.head());
        if (connection.input().peek() == SOCKS) {
            connection.deadline().end();
            handlers.socks().handle(connection);
        } else {
            requests(connection);
        }
        farewell(connection);
    }

    private void requests(Connection connection) throws IOException {
        try {
            while (oneMore(connection)) {
                connection.idle(limits.between());
                if (!connection.input().awaitByte()) {
                    return;
                }
                connection.deadline().begin(limits.head());
            }
        } catch (WireException e) {
            Answer.text(e.status(), "cordon: " + e.why() + " (" + e.reason() + ")")
                    .sendLast(connection);
        }
    }

    private boolean oneMore(Connection connection) throws IOException {
        Optional<RequestHead> head = HeadReader.request(connection.input());
        connection.deadline().end();
        connection.idle(limits.idle());
        if (head.isEmpty()) {
            return false;
        }
        Body body = Body.of(Framing.of(head.get()), connection.input(), Side.REQUEST);
        return handlers.of(head.get()).handle(head.get(), body, connection) && body.isComplete();
    }

    /** Takes what the client still sends, so that it reads our last answer before it learns of the end. */
    private static void farewell(Connection connection) throws IOException {
        connection.deadline().begin(FAREWELL);
        connection.shutdownOutput();
        ByteBuffer scrap = ByteBuffer.allocate(16 << 10);
        long drained = 0;
        for (int n = 0; n >= 0 && drained < MOST_DRAINED; n = connection.read(scrap.clear())) {
            drained += n;
        }
    }
}
