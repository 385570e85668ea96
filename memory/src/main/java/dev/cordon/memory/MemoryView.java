package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.KnowledgeReader;
import dev.cordon.core.PartitionId;
import dev.cordon.core.ReadableSession;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An open session's memory as something to read: its own working memory, one task's scratch, its user's durable facts
 * in this workspace, and the collections that are mounted. Nothing leads to another partition, and no lack of hits
 * widens what is searched (C9). Foreign, expired, forgotten and made-up ids answer alike (C3, C10). A look by a view does
 * not lengthen an item's life; see {@link Memory}. Thread-safe; the session stays its opener's.
 */
public final class MemoryView {
    /** An answer holds no more text than this, but for a first item that is larger. */
    private static final long MOST_ANSWER_BYTES = 8 << 20;

    private final ReadableSession session;
    private final MemoryParts parts;
    private final Optional<String> task;
    private final Shelf own;
    private final Shelf facts;
    private final List<Shelf> collections;

    MemoryView(ReadableSession session, MemoryParts parts, Optional<String> task, List<KnowledgeReader> mounts) {
        this.session = session;
        this.parts = parts;
        this.task = task;
        this.own = Shelf.of(Records.of(session), "");
        this.facts = Shelf.of(Records.of(session.facts()), "");
        this.collections = mounts.stream().map(MemoryView::shelf).toList();
    }

    /**
     * @param task whose scratch may be read; empty for none
     * @param mounts collections, opened through the router
     */
    public static MemoryView of(
            ReadableSession session, MemoryParts parts, Optional<String> task, List<KnowledgeReader> mounts) {
        return new MemoryView(session, parts, task, mounts);
    }

    private static Shelf shelf(KnowledgeReader mount) {
        String name = mount.partition() instanceof PartitionId.Collection(var tenant, String collection)
                ? collection
                : mount.partition().key();
        return Shelf.of(Records.of(mount), name);
    }

    /** Some of what is remembered, and where to go on. */
    public record Page(List<MemoryItem> items, Optional<String> next) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /** What is remembered and readable now, in the order of writing: the session's own, then durable facts. */
    public List<MemoryItem> list(Filter filter) {
        List<MemoryItem> items = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page page = page(filter, after, Query.MOST_HITS);
            items.addAll(page.items());
            after = page.next();
        } while (after.isPresent());
        return items;
    }

    /**
     * The same in parts.
     *
     * @param after the id at which the last part ended
     * @param most items; fewer where they hold more than 8 MiB
     */
    public synchronized Page page(Filter filter, Optional<String> after, int most) {
        List<MemoryItem> items = new ArrayList<>();
        boolean begun = after.isEmpty();
        long room = MOST_ANSWER_BYTES;
        String last = "";
        for (Shelf shelf : List.of(own, facts)) {
            for (Card card : chosen(shelf, filter)) {
                if (begun) {
                    room -= card.bytes();
                    if (items.size() == most || (room < 0 && !items.isEmpty())) {
                        return new Page(items, Optional.of(last));
                    }
                    shelf.item(card).ifPresent(items::add);
                    last = card.id();
                }
                begun |= after.filter(card.id()::equals).isPresent();
            }
        }
        return new Page(items, Optional.empty());
    }

    /** @throws CordonException.NotFound if neither the session nor its user's facts have it */
    public synchronized MemoryItem get(String id) {
        for (Shelf shelf : List.of(own, facts)) {
            Optional<MemoryItem> item = shelf.readable(id, task, session.now()).flatMap(shelf::item);
            if (item.isPresent()) {
                return item.get();
            }
        }
        throw Absent.item();
    }

    /** The best {@code k} over all that may be read, by words and, with an embedder, by meaning; at most 8 MiB of them. */
    public synchronized Recalled recall(Query query) {
        Search search = new Search(parts, query);
        List<Shelf> shelves = new ArrayList<>(List.of(own, facts));
        shelves.addAll(collections);
        List<Search.Found> found = new ArrayList<>();
        shelves.forEach(shelf -> found.addAll(search.in(shelf, chosen(shelf, query.filter()))));
        found.sort(Comparator.comparingDouble(Search.Found::score).reversed());
        List<Hit> hits = new ArrayList<>();
        long room = MOST_ANSWER_BYTES;
        for (Search.Found one : found) {
            room -= one.card().bytes();
            if (hits.size() == query.k() || (room < 0 && !hits.isEmpty())) {
                break;
            }
            one.hit().ifPresent(hits::add);
        }
        return new Recalled(hits, search.went());
    }

    private List<Card> chosen(Shelf shelf, Filter filter) {
        var now = session.now();
        return shelf.readable(task, now).stream()
                .filter(card -> filter.takes(
                        card.header().kind(),
                        card.sources(),
                        card.at(),
                        shelf.book().now(now)))
                .toList();
    }

    Shelf own() {
        return own;
    }
}
