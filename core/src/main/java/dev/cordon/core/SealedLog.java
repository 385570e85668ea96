package dev.cordon.core;

import dev.cordon.core.spi.Batch;
import dev.cordon.core.spi.PartitionCipher;
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

    private SealedLog(PartitionLog log, PartitionCipher cipher, Ids ids, Incidents incidents, Head head) {
        this.records = new SealedRecords(log.partition(), cipher);
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
            PartitionLog log, PartitionCipher cipher, Ids ids, Incidents incidents, @Nullable Head anchor) {
        try {
            Chain chain = new Chain(log.partition(), anchor);
            log.links(1, chain);
            String fault = chain.fault();
            if (fault != null) {
                incidents.report(Rule.C11, "log-not-as-anchored", fault, log.partition());
                throw Problems.damaged("log-not-as-anchored", fault);
            }
            return new SealedLog(log, cipher, ids, incidents, chain.head());
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
        if (drafts.isEmpty() || drafts.size() > MAX_BATCH) {
            throw badDraft("a batch holds 1 to " + MAX_BATCH + " records");
        }
        List<SealedRow> rows = new ArrayList<>();
        List<Entry> written = new ArrayList<>();
        Head last = head;
        for (Draft draft : drafts) {
            SealedRow row = seal(draft, at, last);
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

    private SealedRow seal(Draft draft, Instant at, Head previous) {
        if (draft.kind() == Kind.TOMBSTONE) {
            throw badDraft("a tombstone comes from a deletion only");
        }
        if (!ids.verifyAny(draft.id())) {
            throw badDraft("its id was not minted here");
        }
        return records.seal(draft, new Provenance(draft.author(), at), previous);
    }

    /** Removes the content of every row of {@code id}; returns whether there was one. */
    boolean delete(String id, Author author, Instant at) {
        Optional<Entry> newest = get(id);
        if (newest.isEmpty()) {
            return false;
        }
        Bytes was = Bytes.utf8(newest.get().kind().name());
        SealedRow row = records.seal(new Draft(Kind.TOMBSTONE, id, was, author), new Provenance(author, at), head);
        log.delete(new Batch(log.partition(), List.of(row)), head);
        head = after(row);
        return true;
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
                .toList();
    }

    /** All versions since the last deletion, oldest first. */
    List<Entry> history(String id) {
        if (!Ids.looksMinted(id)) {
            return List.of();
        }
        List<Entry> versions = new ArrayList<>();
        for (SealedRow row : log.read(id)) {
            Entry entry = open(row);
            if (entry.kind() == Kind.TOMBSTONE) {
                versions.clear();
            } else {
                versions.add(entry);
            }
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
                newest.put(row.link().id(), open(row));
                after = row.link().sequence();
            }
        } while (page.size() == PAGE);
        return List.copyOf(newest.values());
    }

    private Entry open(SealedRow row) {
        try {
            return records.open(row);
        } catch (CordonException.Damaged e) {
            incidents.report(Rule.C11, "foreign-record", "a record did not open at its place", log.partition());
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
