package dev.cordon.wire;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of requests the connections of one door may hold in memory together (C34). What is past it is refused
 * rather than waited for: who holds the rest may never let go. Thread-safe.
 */
public final class ByteBudget {
    private final AtomicLong left;

    /** @param bytes from 0 */
    public ByteBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** Bytes that are held by nobody at the moment. */
    public long left() {
        return left.get();
    }

    /** A share of nothing, to be grown; its owner closes it. */
    public Lease lease() {
        return new Lease();
    }

    /** One request's share. For one thread at a time. */
    public final class Lease implements AutoCloseable {
        private final AtomicLong held = new AtomicLong();

        /** Whether {@code more} bytes were to be had; if not, what was held stays held. */
        public boolean grow(long more) {
            long after = left.addAndGet(-more);
            if (after < 0) {
                left.addAndGet(more);
                return false;
            }
            held.addAndGet(more);
            return true;
        }

        /** Gives all of it back. Idempotent. */
        @Override
        public void close() {
            left.addAndGet(held.getAndSet(0));
        }
    }
}
