package dev.cordon.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Measured rows, as a Markdown table. Times are medians. */
final class Figures {
    private final List<String> rows =
            new ArrayList<>(List.of("| what | measured | beside | ratio | aim |", "|---|---|---|---|---|"));

    /** Something that is done once per call; what must not be timed happens between the calls. */
    interface Step {
        /** Does it and answers how long the part that counts took, in nanoseconds. */
        long nanos() throws Exception;
    }

    /** Medians in milliseconds. */
    record Pair(double one, double other) {}

    /** The median of {@code times} runs after one that warms up, in milliseconds. */
    static double median(int times, Step step) throws Exception {
        step.nanos();
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            nanos[i] = step.nanos();
        }
        return median(nanos);
    }

    /** The medians of two steps, in turns, so that what else the machine does weighs on both alike. */
    static Pair medians(int times, Step one, Step other) throws Exception {
        one.nanos();
        other.nanos();
        long[] ones = new long[times];
        long[] others = new long[times];
        for (int i = 0; i < times; i++) {
            ones[i] = one.nanos();
            others[i] = other.nanos();
        }
        return new Pair(median(ones), median(others));
    }

    private static double median(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e6;
    }

    /** A step that counts as a whole. */
    interface Act {
        void run() throws Exception;
    }

    /** How long {@code act} took, in nanoseconds. */
    static long time(Act act) throws Exception {
        long begin = System.nanoTime();
        act.run();
        return System.nanoTime() - begin;
    }

    void row(String what, double ms, String peer, double peerMs, String aim) {
        row(what, number(ms) + " ms", peer + " " + number(peerMs) + " ms", number(ms / peerMs), aim);
    }

    /** A time that is held against nothing but its aim. */
    void row(String what, double ms, String aim) {
        row(what, number(ms) + " ms", "", "", aim);
    }

    void row(String what, String measured, String peer, String ratio, String aim) {
        String row = "| " + String.join(" | ", what, measured, peer, ratio, aim) + " |";
        rows.add(row);
        System.err.println(row);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    @Override
    public String toString() {
        return String.join("\n", rows);
    }
}
