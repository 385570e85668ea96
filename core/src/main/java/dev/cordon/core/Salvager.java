package dev.cordon.core;

import dev.cordon.core.Salvaged.Gap;
import dev.cordon.core.spi.SealedRow;
import java.util.ArrayList;
import java.util.List;

/** Takes the rows of a damaged log as they come, in order, and keeps those that open. For one thread. */
final class Salvager {
    private final SealedRecords records;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private long next = 1;

    Salvager(SealedRecords records) {
        this.records = records;
    }

    void take(SealedRow row) {
        long sequence = row.link().sequence();
        if (sequence < next) {
            return;
        }
        // Content that was deleted is no loss: its row stands.
        if (row.sealed() != null) {
            try {
                records.read(row)
                        .filter(entry -> entry.kind() != Kind.TOMBSTONE)
                        .ifPresent(entries::add);
            } catch (CordonException.Damaged e) {
                return;
            }
        }
        gapUpTo(sequence - 1);
        next = sequence + 1;
    }

    /** @param last the last sequence that was ever anchored */
    Salvaged end(long last) {
        gapUpTo(last);
        return new Salvaged(entries, gaps);
    }

    private void gapUpTo(long sequence) {
        if (next <= sequence) {
            gaps.add(new Gap(next, sequence));
            next = sequence + 1;
        }
    }
}
