package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Entry;
import dev.cordon.core.Kind;
import dev.cordon.core.ReadableSession;
import dev.cordon.core.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The conversations of one session: each turn a sealed record of its partition, replayed in the order of writing. A
 * conversation belongs to one task, stays in the session, ends with it, and is carried into no other task (C31).
 * Secrets are taken out on the way in, as for memory; what untrusted content was part of a turn stays with it (C8).
 * Thread-safe; the session stays its opener's.
 */
public final class Conversation {
    /** Who speaks in a turn. Stored by name. */
    public enum Role {
        USER,
        ASSISTANT,
        TOOL,
        SYSTEM
    }

    /** One turn, and where it stands in the session's log. */
    public record Turn(long sequence, Role role, MemoryItem item) {
        public String text() {
            return item.text();
        }
    }

    private static final String ROLE = "role:";

    private final Session session;
    private final Pen pen;
    private final WritePolicy policy;
    private final Turns counted;

    /** @param pen whose task's conversation this is; the session's own without a task */
    public Conversation(Session session, MemoryParts parts, Pen pen) {
        this.session = session;
        this.pen = pen;
        this.counted = new Turns(session);
        this.policy = WritePolicy.of(
                parts.settings(), new SecretCheck(parts.secrets(), new RedactionTokens(session, parts.random())));
    }

    /**
     * Adds a turn.
     *
     * @throws CordonException.BadInput if it is no text or too large
     * @throws CordonException.Conflict past the session's share of turns, bytes or turns a minute (C34)
     */
    public synchronized Turn add(Role role, String text) {
        WritePolicy.Outcome outcome = policy.apply(
                new Candidate(MemoryKind.WORKING, text, Utf8.size(text), pen.author(), counted.standing()));
        Header header = new Header(
                MemoryKind.WORKING,
                List.of(pen.source(), ROLE + role.name()),
                List.of(),
                outcome.marks().stream().sorted().toList(),
                0,
                0,
                pen.task().orElse(""),
                "",
                "");
        Entry entry = session.append(Kind.CONVERSATION_ITEM, MemoryCodec.write(header, outcome.text()), pen.author());
        counted.added(entry);
        return turn(entry, header, outcome.text());
    }

    /** This task's turns, in the order of writing. */
    public List<Turn> replay() {
        return replay(session, pen.task().orElse(""));
    }

    /**
     * The same for a reader.
     *
     * @param task a task's id; empty for the session's own
     */
    public static List<Turn> replay(ReadableSession session, String task) {
        List<Turn> turns = new ArrayList<>();
        for (Entry entry : session.read(Kind.CONVERSATION_ITEM)) {
            MemoryCodec.Stored stored = MemoryCodec.read(entry);
            if (stored.header().task().equals(task)) {
                turns.add(turn(entry, stored.header(), stored.text()));
            }
        }
        return turns;
    }

    /** Erases this task's turns for good. Returns how many. */
    public synchronized int forget() {
        List<Turn> turns = replay();
        turns.forEach(turn -> session.delete(turn.item().id(), pen.author()));
        return turns.size();
    }

    /** A turn has no end of its own: it goes with its session. */
    private static Turn turn(Entry entry, Header header, String text) {
        String role = header.sources().stream()
                .filter(source -> source.startsWith(ROLE))
                .findFirst()
                .orElse(ROLE + Role.SYSTEM);
        MemoryItem item = new MemoryItem(
                entry.id(),
                header.kind(),
                text,
                entry.provenance(),
                Set.copyOf(header.sources()),
                header.summarizes(),
                Set.copyOf(header.marks()),
                Optional.of(header.task()).filter(task -> !task.isEmpty()),
                Optional.empty());
        return new Turn(entry.sequence(), Role.valueOf(role.substring(ROLE.length())), item);
    }
}
