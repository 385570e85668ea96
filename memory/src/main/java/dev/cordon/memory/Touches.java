package dev.cordon.memory;

import dev.cordon.core.Bytes;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The stored form of "used at": a line of id and milliseconds for each item. */
final class Touches {
    private Touches() {}

    static Bytes write(Collection<String> ids, Instant now) {
        StringBuilder lines = new StringBuilder();
        ids.forEach(id -> line(lines, id, now));
        return Bytes.utf8(lines.toString());
    }

    /** What all of {@code cards} know of their last use. */
    static Bytes write(Collection<Card> cards) {
        StringBuilder lines = new StringBuilder();
        cards.stream()
                .filter(card -> card.used().isAfter(card.start()))
                .forEach(card -> line(lines, card.id(), card.used()));
        return Bytes.utf8(lines.toString());
    }

    private static void line(StringBuilder lines, String id, Instant at) {
        lines.append(id).append(' ').append(at.toEpochMilli()).append('\n');
    }

    static Map<String, Instant> read(Bytes body) {
        Map<String, Instant> used = new HashMap<>();
        body.asUtf8().lines().forEach(line -> {
            int space = line.indexOf(' ');
            used.put(line.substring(0, space), Instant.ofEpochMilli(Long.parseLong(line.substring(space + 1))));
        });
        return used;
    }
}
