package dev.cordon.stores.postgres;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The database server's wall clock, as last heard, carried on by this machine's monotonic one: neither a wrong clock
 * here nor one that is set back matters. Thread-safe.
 */
final class ServerClock {
    private static final long NANOS = 1_000_000;

    private final LongSupplier monotonic;
    private final AtomicLong offset = new AtomicLong();

    ServerClock() {
        this(System::nanoTime);
    }

    /** @param monotonic nanoseconds from any origin */
    ServerClock(LongSupplier monotonic) {
        this.monotonic = monotonic;
    }

    /** Takes over what the server says, in milliseconds since 1970. */
    void heard(long serverMillis) {
        offset.set(serverMillis - monotonic.getAsLong() / NANOS);
    }

    long millis() {
        return offset.get() + monotonic.getAsLong() / NANOS;
    }
}
