package dev.cordon.core;

import dev.cordon.core.spi.Batch;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.SealedRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One partition's records: seals on the way in, opens on the way out, keeps the hash chain. Owns its log. For one
 * thread at a time.
 */
final class SealedLog implements AutoCloseable {
    static final int MAX_BATCH = 10_000;
    private static final int PAGE = 256;

    private final SealedRecords records;
    private final PartitionLog log;
    private final Ids ids;
    private final Incidents incidents;
    private Head head;

    private SealedLog(PartitionLog log, SealedRecords records, Ids ids, Incidents incidents, Head head) {
        this.records = records;
        this.log = log;
        this.ids = ids;
        this.incidents = incidents;
        this.head = head;
    }

    /**
     * Takes {@code log} over and holds it to its chain and to {@code anchor}.
     *
     * @throws CordonException.Damaged if it is not what was anchored (C11); the log is closed, an incident recorded
     */
    static SealedLog verified(
            PartitionLog log, SealedRecords records, Ids ids, Incidents incidents, @Nullable Head anchor) {
        try {
            Chain chain = new Chain(log.partition(), anchor);
            log.links(1, chain);
            String fault = chain.fault();
            if (fault != null) {
                incidents.report(Rule.C11, "log-not-as-anchored", fault, log.partition());
                throw Problems.damaged("log-not-as-anchored", fault);
            }
            return new SealedLog(log, records, ids, incidents, chain.head());
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    PartitionId partition() {
        return log.partition();
    }

    Head head() {
        return head;
    }

    List<Entry> append(List<Draft> drafts, Instant at) {
        return append(drafts, at, null);
    }

    /** @param source the session that gives them to a durable partition, by its partition's key */
    List<Entry> append(List<Draft> drafts, Instant at, @Nullable String source) {
        if (drafts.isEmpty() || drafts.size() > MAX_BATCH) {
            throw badDraft("a batch holds 1 to " + MAX_BATCH + " records");
        }
        List<SealedRow> rows = new ArrayList<>();
        List<Entry> written = new ArrayList<>();
        Head last = head;
        for (Draft draft : drafts) {
            SealedRow row = seal(draft, at, last, source);
            rows.add(row);
            last = after(row);
            written.add(new Entry(
                    last.sequence(), draft.kind(), draft.id(), draft.body(), new Provenance(draft.author(), at)));
        }
        log.append(new Batch(log.partition(), rows), head);
        head = last;
        return written;
    }

    /** Writes records of another log again, with the provenance that they have there. */
    void adopt(List<Entry> entries) {
        List<SealedRow> rows = new ArrayList<>();
        Head last = head;
        for (Entry entry : entries) {
            Draft draft = new Draft(
                    entry.kind(), entry.id(), entry.body(), entry.provenance().author());
            SealedRow row = records.seal(draft, entry.provenance(), last);
            rows.add(row);
            last = after(row);
        }
        log.append(new Batch(log.partition(), rows), head);
        head = last;
    }

    private SealedRow seal(Draft draft, Instant at, Head previous, @Nullable String source) {
        if (draft.kind() == Kind.TOMBSTONE) {
            throw badDraft("a tombstone comes from a deletion only");
        }
        if (!ids.verifyAny(draft.id())) {
            throw badDraft("its id was not minted here");
        }
        return records.seal(draft, new Provenance(draft.author(), at), previous, source);
    }

    /** Removes the content of every row of {@code id}; returns whether there was one. */
    boolean delete(String id, Author author, Instant at) {
        Optional<Entry> newest = get(id);
        if (newest.isEmpty()) {
            return false;
        }
        bury(id, newest.get().kind(), author, at);
        return true;
    }

    private void bury(String id, Kind kind, Author author, Instant at) {
        Bytes was = Bytes.utf8(kind.name());
        SealedRow row = records.seal(new Draft(Kind.TOMBSTONE, id, was, author), new Provenance(author, at), head);
        log.delete(new Batch(log.partition(), List.of(row)), head);
        head = after(row);
    }

    /** Removes what the session {@code source} gave, readable or not; returns how many records. */
    int buryAllOf(String source, Author author, Instant at) {
        Map<String, Kind> given = new LinkedHashMap<>();
        for (long from = 1; from <= head.sequence(); from += PAGE) {
            for (SealedRow row : log.read(from, from + PAGE - 1)) {
                if (records.source(row).filter(source::equals).isPresent()) {
                    Kind.of(row.link().kind())
                            .ifPresent(kind -> given.put(row.link().id(), kind));
                }
            }
        }
        given.forEach((id, kind) -> bury(id, kind, author, at));
        return given.size();
    }

    /** The newest version of {@code id}, unless it is deleted. */
    Optional<Entry> get(String id) {
        List<Entry> versions = history(id);
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.getLast());
    }

    /** Records with {@code from <= sequence <= to} that were not deleted, superseded versions included, in order. */
    List<Entry> entries(long from, long to) {
        return log.read(from, to).stream()
                .filter(row -> row.sealed() != null && row.link().kind() != Kind.TOMBSTONE.number())
                .map(this::open)
                .flatMap(Optional::stream)
                .toList();
    }

    /** All versions since the last deletion, oldest first. */
    List<Entry> history(String id) {
        if (!Ids.looksMinted(id)) {
            return List.of();
        }
        List<Entry> versions = new ArrayList<>();
        for (SealedRow row : log.read(id)) {
            open(row).ifPresent(entry -> {
                if (entry.kind() == Kind.TOMBSTONE) {
                    versions.clear();
                } else {
                    versions.add(entry);
                }
            });
        }
        return versions;
    }

    /** The newest version of each record of {@code kind}, in the order in which they were first written. */
    List<Entry> current(Kind kind) {
        return current(kind, 0);
    }

    /** The same, of what was written after the record of sequence {@code since}. */
    List<Entry> current(Kind kind, long since) {
        Map<String, Entry> newest = new LinkedHashMap<>();
        long after = since;
        List<SealedRow> page;
        do {
            page = log.read(kind, after, PAGE);
            for (SealedRow row : page) {
                open(row).ifPresent(entry -> newest.put(entry.id(), entry));
                after = row.link().sequence();
            }
        } while (page.size() == PAGE);
        return List.copyOf(newest.values());
    }

    /** Nothing where the key of the session that gave it is destroyed: it is erased, whatever row stands there yet. */
    private Optional<Entry> open(SealedRow row) {
        try {
            return records.read(row);
        } catch (CordonException.Damaged e) {
            incidents.report(Rule.C11, e.problem().code(), "a record did not open at its place", log.partition());
            throw e;
        }
    }

    private static Head after(SealedRow row) {
        return new Head(row.link().sequence(), row.link().epoch(), row.link().hash());
    }

    private static CordonException.BadInput badDraft(String why) {
        return new CordonException.BadInput(Problem.of(
                Rule.C10, "bad-record", "Nothing was written", why, "mint ids with Ids, write smaller batches"));
    }

    @Override
    public void close() {
        log.close();
    }
}
