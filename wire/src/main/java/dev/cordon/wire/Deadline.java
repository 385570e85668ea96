package dev.cordon.wire;

import java.time.Duration;

/** When a connection has waited too long: since anything moved, or for one head. Thread-safe. */
final class Deadline {
    private static final long NONE = Long.MAX_VALUE;

    private volatile long idleNanos;
    private volatile long moved = System.nanoTime();
    private volatile long started;
    private volatile long allowed = NONE;

    Deadline(Duration idle) {
        this.idleNanos = idle.toNanos();
    }

    void idle(Duration longest) {
        idleNanos = longest.toNanos();
        touch();
    }

    /** Something moved. */
    void touch() {
        moved = System.nanoTime();
    }

    /** What begins now must end in time, however busy the connection is. */
    void begin(Duration longest) {
        started = System.nanoTime();
        allowed = longest.toNanos();
    }

    /** It ended. */
    void end() {
        allowed = NONE;
        touch();
    }

    boolean isPast(long now) {
        return now - moved > idleNanos || (allowed != NONE && now - started > allowed);
    }
}
