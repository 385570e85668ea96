package dev.cordon.run;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Commitment;
import dev.cordon.core.Kind;
import dev.cordon.core.Ledger;
import dev.cordon.core.LedgerEntry;
import dev.cordon.core.LedgerReceipt;
import dev.cordon.core.Session;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes what a run does: first a commitment to the ledger, then the event to the session. A step is acknowledged only
 * after both are durable (C18, C32). Thread-safe.
 */
final class RunTrace {
    private final Session session;
    private final Ledger ledger;
    private final String run;
    private final Author author;
    private final InstantSource clock;
    private final SecureRandom random;

    RunTrace(Session session, Ledger ledger, String run, String lane, InstantSource clock, SecureRandom random) {
        this.session = session;
        this.ledger = ledger;
        this.run = run;
        this.author = Author.policy("cordon").inRun(lane, run);
        this.clock = clock;
        this.random = random;
    }

    Author author() {
        return author;
    }

    Instant now() {
        return clock.instant();
    }

    /** An event whose names, paths and texts are told to the session only. */
    void event(String type, Map<String, ?> detail) {
        event(type, Map.of(), Map.of(), detail);
    }

    /**
     * An event with public facts besides.
     *
     * @param codes words of closed sets; {@code numbers} counts and sizes: these stand on the ledger in the clear
     */
    synchronized void event(String type, Map<String, String> codes, Map<String, Long> numbers, Map<String, ?> detail) {
        Instant at = clock.instant();
        String json = Json.write(new TreeMap<>(detail)).asUtf8();
        Commitment.Opening opening = Commitment.open(Bytes.utf8(json).toArray(), random);
        LedgerEntry entry = LedgerEntry.of(type, at)
                .session(session.scope().session().value())
                .run(run)
                .detail(opening.commitment());
        for (Map.Entry<String, String> code : codes.entrySet()) {
            entry = entry.code(code.getKey(), code.getValue());
        }
        for (Map.Entry<String, Long> number : numbers.entrySet()) {
            entry = entry.number(number.getKey(), number.getValue());
        }
        LedgerReceipt receipt = ledger.append(entry);
        TraceEvent event = new TraceEvent(
                type,
                at,
                run,
                codes,
                numbers,
                json,
                Bytes.copyOf(opening.salt()).toHex(),
                opening.commitment().digest(),
                logName(),
                receipt.index());
        session.append(Kind.TRACE, Json.write(event), author);
    }

    /** The log's folder below the ledger's: a hash of the tenant and a writer's slot. */
    private String logName() {
        return ledger.folder().getParent() == null
                ? ""
                : ledger.folder().getParent().getFileName() + "/"
                        + ledger.folder().getFileName();
    }
}
