package dev.cordon.core;

import java.util.ArrayList;
import java.util.List;

/** Takes records over into a new session, with their provenance, in batches. For one thread. */
final class SessionCopies {
    private static final int MOST_RECORDS = 500;
    private static final long MOST_BYTES = 8 << 20;

    private final Session target;
    private final List<Entry> batch = new ArrayList<>();
    private long bytes;

    SessionCopies(Session target) {
        this.target = target;
    }

    void take(Entry entry) {
        batch.add(entry);
        bytes += entry.body().size();
        if (batch.size() == MOST_RECORDS || bytes >= MOST_BYTES) {
            flush();
        }
    }

    void flush() {
        if (!batch.isEmpty()) {
            target.adopt(batch);
            batch.clear();
            bytes = 0;
        }
    }
}
