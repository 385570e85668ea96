package dev.cordon.run;

import dev.cordon.core.Bytes;
import dev.cordon.core.Commitment;
import dev.cordon.core.LedgerEntry;
import java.time.Instant;
import java.util.Map;

/**
 * One step of a run as the session's partition keeps it: in the clear what the ledger holds as a commitment, and the
 * salt that opens it (C32). Erasing the session leaves the ledger whole and silent.
 *
 * @param detail JSON; what the commitment is made from, byte for byte
 * @param log which of the tenant's logs, and {@code index} which entry of it
 */
public record TraceEvent(
        String type,
        Instant at,
        String run,
        Map<String, String> codes,
        Map<String, Long> numbers,
        String detail,
        String salt,
        String commitment,
        String log,
        long index) {

    /** Whether detail and salt open the commitment that this event names. */
    public boolean opens() {
        return new Commitment(commitment)
                .opensWith(new Commitment.Opening(
                        Bytes.hex(salt).toArray(), Bytes.utf8(detail).toArray()));
    }

    /** What the ledger must hold, byte for byte, for this event of {@code session} to be what happened. */
    public LedgerEntry entry(String session) {
        LedgerEntry entry = LedgerEntry.of(type, at).session(session).run(run).detail(new Commitment(commitment));
        for (Map.Entry<String, String> code : codes.entrySet()) {
            entry = entry.code(code.getKey(), code.getValue());
        }
        for (Map.Entry<String, Long> number : numbers.entrySet()) {
            entry = entry.number(number.getKey(), number.getValue());
        }
        return entry;
    }
}
