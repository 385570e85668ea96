package dev.cordon.cli;

import java.time.Duration;

/** Durations as people type them: {@code 90s}, {@code 30m}, {@code 12h}, {@code 7d}. */
final class Durations {
    private Durations() {}

    /** @throws IllegalArgumentException when it is none, or none above zero */
    static Duration parse(String text) {
        try {
            long count = Long.parseLong(text.substring(0, Math.max(0, text.length() - 1)));
            Duration duration = switch (text.charAt(text.length() - 1)) {
                case 's' -> Duration.ofSeconds(count);
                case 'm' -> Duration.ofMinutes(count);
                case 'h' -> Duration.ofHours(count);
                case 'd' -> Duration.ofDays(count);
                default -> Duration.ZERO;
            };
            if (duration.isPositive()) {
                return duration;
            }
        } catch (NumberFormatException | ArithmeticException | IndexOutOfBoundsException e) {
            // Told below, as every other text that is no duration.
        }
        throw new IllegalArgumentException("'" + text + "' is no duration; write for instance 90s, 30m, 12h or 7d");
    }
}
