package dev.cordon.core;

import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The way to an open session's records: one caller at a time, and only while it is open and not expired (C16). Owns
 * the log.
 */
final class SessionGate implements AutoCloseable {
    final Scope scope;
    final SessionInfo info;
    final InstantSource clock;
    private final SealedLog log;
    private final Consumer<SessionGate> onClose;
    private boolean closed;

    SessionGate(Scope scope, SessionInfo info, SealedLog log, InstantSource clock, Consumer<SessionGate> onClose) {
        this.scope = scope;
        this.info = info;
        this.log = log;
        this.clock = clock;
        this.onClose = onClose;
    }

    synchronized <T> T on(Function<SealedLog, T> operation) {
        require();
        return operation.apply(log);
    }

    /** @throws CordonException.NotFound once the session is closed or expired */
    synchronized void require() {
        if (closed || info.isExpired(clock.instant())) {
            throw Problems.noSession();
        }
    }

    /** Runs {@code last} on the log, expired or not, and closes it; only the first time. */
    synchronized void close(Consumer<SealedLog> last) {
        if (closed) {
            return;
        }
        closed = true;
        try (log) {
            last.accept(log);
        } finally {
            onClose.accept(this);
        }
    }

    @Override
    public void close() {
        close(log -> {});
    }
}
