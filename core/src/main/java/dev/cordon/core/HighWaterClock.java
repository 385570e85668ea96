package dev.cordon.core;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Never goes back: a clock that is set back does not revive what has expired (C16). Thread-safe. */
final class HighWaterClock implements InstantSource {
    private final InstantSource source;
    private final AtomicReference<Instant> highest = new AtomicReference<>(Instant.MIN);

    HighWaterClock(InstantSource source) {
        this.source = source;
    }

    @Override
    public Instant instant() {
        Instant now = source.instant();
        return highest.accumulateAndGet(now, (seen, next) -> next.isAfter(seen) ? next : seen);
    }
}
