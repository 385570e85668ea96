package dev.cordon.run;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what a capsule may do as often as it likes, so that only the first of each sort is written down at once and the
 * number of all when the run ends (C32, C34). Sorts are of a closed set. Thread-safe.
 */
final class Repeats {
    private final Map<String, AtomicLong> times = new ConcurrentHashMap<>();
    private final AtomicBoolean told = new AtomicBoolean();

    /** Counts once more; whether this was the first, which one caller of all hears. */
    boolean isFirst(String sort) {
        return times.computeIfAbsent(sort, _ -> new AtomicLong()).getAndIncrement() == 0;
    }

    /** Writes how often each came, once and where any came more than once; to be called when nothing counts any more. */
    void tell(RunTrace trace, String type) {
        Map<String, Long> counts = new TreeMap<>();
        times.forEach((sort, count) -> counts.put(sort, count.get()));
        if (counts.values().stream().anyMatch(count -> count > 1) && !told.getAndSet(true)) {
            long all = counts.values().stream().mapToLong(Long::longValue).sum();
            trace.event(type, Map.of(), Map.of("times", all), counts);
        }
    }
}
