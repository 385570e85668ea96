package dev.cordon.memory;

import dev.cordon.core.Author;
import dev.cordon.core.CordonException;
import dev.cordon.core.Entry;
import dev.cordon.core.Kind;
import dev.cordon.core.KnowledgeReader;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.Session;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The memory of one open session, in the hand of one writer. What it writes are sealed records of the session's own
 * partition (C5), under the {@link Pen}'s name (C8), after the write policy (C7); what it acknowledges survives
 * {@code kill -9} (C18). No request names a scope (C4), and durable facts are out of its reach: it can
 * {@link #propose} one, and only {@link ProposalDesk}, in a person's hands, accepts it.
 *
 * <p>Reads are those of {@link MemoryView}, and keep what they return alive: an item's idle time begins anew with a read,
 * written down at most once in a tenth of that time, so that an item may end up to a tenth early, never late (C16). What
 * is expired is never returned; it is erased at opening, before the next write, and by {@link #sweep}.
 *
 * <p>Thread-safe. The session stays its opener's; there is nothing else to close.
 */
public final class Memory {
    private final Session session;
    private final MemoryParts parts;
    private final Pen pen;
    private final MemoryView view;
    private final WritePolicy policy;
    private final Deque<Recent> recent = new ArrayDeque<>();
    private boolean knowsRecent;

    private Memory(Session session, MemoryParts parts, Pen pen, List<KnowledgeReader> mounts) {
        this.session = session;
        this.parts = parts;
        this.pen = pen;
        this.view = new MemoryView(session, parts, pen.task(), mounts);
        this.policy = WritePolicy.of(
                parts.settings(), new SecretCheck(parts.secrets(), new RedactionTokens(session, parts.random())));
    }

    /** The session's memory; what expired meanwhile is erased. */
    public static Memory of(Session session, MemoryParts parts, Pen pen) {
        return of(session, parts, pen, List.of());
    }

    /** @param mounts collections that recall looks into as well, opened through the router (C12) */
    public static Memory of(Session session, MemoryParts parts, Pen pen, List<KnowledgeReader> mounts) {
        Memory memory = new Memory(session, parts, pen, mounts);
        memory.sweep();
        return memory;
    }

    /**
     * Remembers a text, as the write policy leaves it.
     *
     * @throws CordonException.BadInput if it is no text or too large
     * @throws CordonException.Refused for a durable fact, and for scratch without a task (C7)
     * @throws CordonException.Conflict past the session's share of items, bytes or writes a minute (C34)
     */
    public synchronized Written remember(Remember request) {
        requireOwn(request.kind());
        sweep();
        WritePolicy.Outcome outcome = policy.apply(candidate(request, pen.author()));
        Header header = header(request.kind(), List.of(pen.source()), List.of(), outcome.marks());
        return write(header, outcome, pen.author());
    }

    private Written write(Header header, WritePolicy.Outcome outcome, Author author) {
        Header whole = header.with(Meaning.of(parts.embedder(), outcome.text()));
        Entry entry = session.append(Kind.MEMORY, MemoryCodec.write(whole, outcome.text()), author);
        note(outcome.text());
        view.own().book().catchUp();
        Card card = view.own().book().find(entry.id()).orElseThrow(Absent::item);
        return new Written(card.item(entry), outcome.redacted());
    }

    private void requireOwn(MemoryKind kind) {
        if (kind == MemoryKind.DURABLE) {
            throw refused(
                    "durable-needs-person",
                    "durable facts are accepted by a person, never written",
                    "propose it; a person accepts it with 'cordon memory accept'");
        }
        if (kind == MemoryKind.SCRATCH && pen.task().isEmpty()) {
            throw refused(
                    "scratch-needs-task",
                    "scratch belongs to a task, and there is none here",
                    "remember it as working");
        }
    }

    private Candidate candidate(Remember request, Author author) {
        Instant now = view.own().book().now(session.now());
        MemoryBook book = view.own().book();
        Standing standing =
                new Standing(book.items(), book.bytes(), book.writtenInLastMinute(now), List.copyOf(recent()));
        return new Candidate(request.kind(), request.text(), Utf8.size(request.text()), author, standing);
    }

    private Header header(MemoryKind kind, Collection<String> sources, List<String> summarizes, Set<Mark> marks) {
        boolean expires = kind == MemoryKind.WORKING;
        return new Header(
                kind,
                List.copyOf(sources),
                summarizes,
                List.copyOf(marks),
                expires ? parts.settings().idle().toMillis() : 0,
                expires ? parts.settings().absolute().toMillis() : 0,
                kind == MemoryKind.SCRATCH ? pen.task().orElse("") : "",
                "",
                "");
    }

    /**
     * Remembers what a model made of several items. It keeps the union of their sources, marks and taint, and gains
     * nothing (C8); if one of them is scratch, so is it, and it goes when one of them is forgotten.
     *
     * @throws CordonException.BadInput past {@link MemorySettings#maxSummaryTokens}
     * @throws CordonException.NotFound if an item is not this session's (C10)
     */
    public synchronized Written summarize(Summarize request) {
        sweep();
        List<MemoryItem> made =
                request.items().stream().distinct().map(view::get).toList();
        Summaries.requireShort(request.text(), parts.settings().maxSummaryTokens());
        Author author = Summaries.author(pen.author(), made);
        MemoryKind kind = Summaries.kind(made);
        WritePolicy.Outcome outcome = policy.apply(candidate(new Remember(kind, request.text()), author));
        Header header = header(
                kind,
                Summaries.sources(pen.source(), made),
                made.stream().map(MemoryItem::id).toList(),
                Summaries.marks(outcome.marks(), made));
        return write(header, outcome, author);
    }

    /**
     * Proposes a durable fact: it waits in this session until a person accepts exactly it, or its time is over.
     *
     * @throws CordonException.Refused in an ephemeral session (C7)
     * @throws CordonException.Conflict while as many wait as may (C34)
     */
    public synchronized Proposal propose(String text) {
        if (session.info().ephemeral()) {
            throw refused(
                    "session-ephemeral", "nothing of an ephemeral session becomes durable", "use another session");
        }
        sweep();
        WritePolicy.Outcome outcome = policy.apply(candidate(new Remember(MemoryKind.DURABLE, text), pen.author()));
        return Proposals.add(session, outcome, pen, parts);
    }

    private Deque<Recent> recent() {
        if (!knowsRecent) {
            List<Card> cards = List.copyOf(view.own().book().cards());
            cards.subList(Math.max(0, cards.size() - ShiftCheck.WINDOW), cards.size())
                    .forEach(card -> view.own().item(card).ifPresent(item -> note(item.text())));
            knowsRecent = true;
        }
        return recent;
    }

    private void note(String text) {
        recent.addLast(Recent.of(text));
        while (recent.size() > ShiftCheck.WINDOW) {
            recent.removeFirst();
        }
    }

    /** As {@link MemoryView#list}. */
    public synchronized List<MemoryItem> list(Filter filter) {
        List<MemoryItem> items = view.list(filter);
        touch(items);
        return items;
    }

    /** As {@link MemoryView#page}. */
    public synchronized MemoryView.Page page(Filter filter, Optional<String> after, int most) {
        MemoryView.Page page = view.page(filter, after, most);
        touch(page.items());
        return page;
    }

    /** As {@link MemoryView#get}. */
    public synchronized MemoryItem get(String id) {
        MemoryItem item = view.get(id);
        touch(List.of(item));
        return item;
    }

    /** As {@link MemoryView#recall}. */
    public synchronized Recalled recall(Query query) {
        Recalled recalled = view.recall(query);
        touch(recalled.hits().stream().map(Hit::item).toList());
        return recalled;
    }

    private void touch(List<MemoryItem> items) {
        MemoryBook book = view.own().book();
        Instant now = book.now(session.now());
        List<String> due = items.stream()
                .map(MemoryItem::id)
                // What ended since it was read stays so: a use now would be one after its end (C16).
                .filter(id -> book.find(id)
                        .filter(card -> card.isLive(now) && card.isDueForTouch(now))
                        .isPresent())
                .toList();
        if (!due.isEmpty()) {
            session.append(Kind.MEMORY_TOUCH, Touches.write(due, now), pen.author());
        }
    }

    /**
     * Forgets items of this session for good, and the summaries that were made of them: from the store and from the
     * index. Durable facts are not a session's to forget.
     *
     * @return how many
     * @throws CordonException.NotFound if an id is not this session's; nothing is forgotten then (C10)
     */
    public synchronized int forget(Selector selector) {
        List<Card> readable = view.own().readable(pen.task(), session.now());
        Map<String, Card> chosen = new LinkedHashMap<>();
        chosen(selector, readable).forEach(card -> chosen.put(card.id(), card));
        // In the order of writing: a summary of a summary comes after both.
        readable.stream()
                .filter(card -> card.header().summarizes().stream().anyMatch(chosen::containsKey))
                .forEach(card -> chosen.put(card.id(), card));
        chosen.keySet().forEach(id -> session.delete(id, pen.author()));
        return chosen.size();
    }

    private List<Card> chosen(Selector selector, List<Card> readable) {
        return switch (selector) {
            case Selector.ById(Set<String> ids) ->
                ids.stream().map(id -> named(id, readable)).toList();
            case Selector.Matching(Filter filter) -> matching(readable, filter);
        };
    }

    private static Card named(String id, List<Card> readable) {
        return readable.stream()
                .filter(card -> card.id().equals(id))
                .findFirst()
                .orElseThrow(Absent::item);
    }

    private List<Card> matching(List<Card> cards, Filter filter) {
        Instant now = view.own().book().now(session.now());
        return cards.stream()
                .filter(card -> filter.takes(card.header().kind(), card.sources(), card.at(), now))
                .toList();
    }

    /** Erases what is expired (C16), and folds what says when items were used. Returns how many items went. */
    public synchronized int sweep() {
        MemoryBook book = view.own().book();
        book.catchUp();
        Instant now = book.now(session.now());
        List<Card> ended =
                book.cards().stream().filter(card -> !card.isLive(now)).toList();
        ended.forEach(card -> session.delete(card.id(), pen.author()));
        fold(book);
        return ended.size();
    }

    /** Many records of use become one; the new one is there before the old ones go. */
    private void fold(MemoryBook book) {
        List<String> old = book.touchRecords();
        if (old.size() < 64) {
            return;
        }
        session.append(Kind.MEMORY_TOUCH, Touches.write(book.cards()), pen.author());
        old.forEach(id -> session.delete(id, pen.author()));
        book.catchUp();
    }

    private static CordonException.Refused refused(String code, String why, String mend) {
        return new CordonException.Refused(Problem.of(Rule.C7, code, "Nothing was remembered", why, mend));
    }
}
