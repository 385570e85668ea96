package dev.cordon.bench;

import java.util.List;

/** What a list of times in nanoseconds says, in milliseconds. */
final class Times {
    private Times() {}

    static double median(List<Long> nanos) {
        return at(nanos, 0.5);
    }

    static double p99(List<Long> nanos) {
        return at(nanos, 0.99);
    }

    /** The smallest that so great a share of them does not pass. */
    private static double at(List<Long> nanos, double share) {
        List<Long> sorted = nanos.stream().sorted().toList();
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.clamp(index, 0, sorted.size() - 1)) / 1e6;
    }
}
