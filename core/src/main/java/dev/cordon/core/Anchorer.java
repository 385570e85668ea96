package dev.cordon.core;

import dev.cordon.core.spi.AnchorStore;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Anchors heads outside their stores within a second, by one thread of its own, so that no append waits for it (C11).
 * Where anchoring fails, further appends fail too, until it works again. Thread-safe.
 */
final class Anchorer implements AutoCloseable {
    /** From the first append that is not anchored to its anchor: half of what C11 allows. */
    static final long DELAY_MILLIS = 400;

    private final AnchorStore store;
    private final Object pending = new Object();
    private final Object writing = new Object();
    private Map<String, Head> dirty = new HashMap<>();
    private @Nullable CordonException failure;
    private @Nullable Thread thread;
    private boolean closed;

    Anchorer(AnchorStore store) {
        this.store = store;
    }

    /**
     * Anchors {@code head} soon.
     *
     * @throws CordonException the failure of the last attempt to anchor
     */
    void soon(String partition, Head head) {
        synchronized (pending) {
            dirty.put(partition, head);
            if (thread == null && !closed) {
                thread = Thread.ofPlatform().daemon().name("cordon-anchor").start(this::loop);
            }
            pending.notifyAll();
        }
    }

    /** @throws CordonException if the last attempt to anchor failed: what is written now could be rolled back unseen */
    void requireWorking() {
        synchronized (pending) {
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** Anchors everything that waits, now. */
    void flush() {
        synchronized (writing) {
            Map<String, Head> heads;
            synchronized (pending) {
                heads = dirty;
                dirty = new HashMap<>();
            }
            if (!heads.isEmpty()) {
                anchor(heads);
            }
        }
    }

    private void anchor(Map<String, Head> heads) {
        try {
            store.anchor(heads);
            synchronized (pending) {
                failure = null;
            }
        } catch (CordonException e) {
            synchronized (pending) {
                failure = e;
                heads.forEach(dirty::putIfAbsent);
            }
            throw e;
        }
    }

    private void loop() {
        try {
            while (awaitWork()) {
                Thread.sleep(DELAY_MILLIS);
                flushQuietly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitWork() throws InterruptedException {
        synchronized (pending) {
            while (dirty.isEmpty() && !closed) {
                pending.wait();
            }
            return !closed;
        }
    }

    private void flushQuietly() {
        try {
            flush();
        } catch (CordonException e) {
            // Kept in failure: the next append throws it.
        }
    }

    /** Forgets a partition that is being erased. */
    void forget(String partition) {
        synchronized (writing) {
            synchronized (pending) {
                dirty.remove(partition);
            }
        }
    }

    @Override
    public void close() {
        synchronized (pending) {
            closed = true;
            pending.notifyAll();
            if (thread != null) {
                thread.interrupt();
            }
        }
        flush();
    }
}
