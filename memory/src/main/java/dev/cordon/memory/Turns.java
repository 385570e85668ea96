package dev.cordon.memory;

import dev.cordon.core.Bytes;
import dev.cordon.core.Entry;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many turns a session has, how large and how recent they are, kept up with its log by reading what is new: to read
 * all of them for each new one would make a conversation slower with every turn. For one thread at a time.
 */
final class Turns {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Head NOTHING = new Head(-1, 0, Bytes.ceded(new byte[0]));

    private final Session session;
    private final Map<String, Size> sizes = new HashMap<>();
    /** When turns were written, in order of writing: a clock that went back makes them count for longer. */
    private final Deque<Instant> lately = new ArrayDeque<>();

    private long bytes;
    private Head readTo = NOTHING;
    private long turnsSeen;
    private long tombstonesSeen;

    Turns(Session session) {
        this.session = session;
    }

    private record Size(long sequence, int bytes) {}

    /** The session's share as it is now, other writers' turns and deletions included. A turn that is gone was one. */
    Standing standing() {
        catchUp();
        Instant since = session.now().minus(MINUTE);
        while (!lately.isEmpty() && !lately.getFirst().isAfter(since)) {
            lately.removeFirst();
        }
        return new Standing(sizes.size(), bytes, lately.size(), List.of());
    }

    private void catchUp() {
        // A session has one writer: where its head stands still, nothing is new.
        Head head = session.head();
        if (head.equals(readTo)) {
            return;
        }
        session.read(Kind.CONVERSATION_ITEM, turnsSeen).forEach(this::take);
        for (Entry entry : session.read(Kind.TOMBSTONE, tombstonesSeen)) {
            tombstonesSeen = entry.sequence();
            Size size = sizes.get(entry.id());
            if (size != null && size.sequence() < entry.sequence()) {
                forget(entry.id());
            }
        }
        readTo = head;
    }

    /** A turn that was just written; where it is all that is new, nothing needs to be read for it. */
    void added(Entry turn) {
        Head head = session.head();
        if (turn.sequence() == readTo.sequence() + 1 && turn.sequence() == head.sequence()) {
            take(turn);
            readTo = head;
        }
    }

    private void take(Entry turn) {
        turnsSeen = turn.sequence();
        forget(turn.id());
        int size = turn.body().size();
        sizes.put(turn.id(), new Size(turn.sequence(), size));
        bytes += size;
        lately.addLast(turn.provenance().at());
    }

    private void forget(String id) {
        Size size = sizes.remove(id);
        bytes -= size == null ? 0 : size.bytes();
    }
}
