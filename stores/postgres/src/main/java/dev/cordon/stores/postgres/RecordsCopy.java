package dev.cordon.stores.postgres;

import dev.cordon.core.Bytes;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Head;
import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.core.spi.StoreExport;
import java.util.List;
import java.util.UUID;

/**
 * Copies partitions row by row, sealed. Goes on where an earlier run stopped: what is there already is compared, never
 * written again. For one thread.
 */
final class RecordsCopy {
    private static final int PAGE = 256;

    private final StoreExport from;
    private final CrossSessionAccess access;
    private final RecordsDatabase to;
    private final Node node;

    RecordsCopy(StoreExport from, CrossSessionAccess access, RecordsDatabase to, Node node) {
        this.from = from;
        this.access = access;
        this.to = to;
        this.node = node;
    }

    /**
     * Returns how many rows the partition has, all of which are in the target as they are in the source.
     *
     * @throws dev.cordon.core.CordonException.Conflict until the lease of a migration that was killed has passed
     */
    long partition(String key) {
        Bytes scope = Bytes.hex(key);
        UUID token = UUID.randomUUID();
        String taken = to.take(scope, node.id(), token, true);
        if (taken.equals("exists")) {
            taken = to.take(scope, node.id(), token, false);
        }
        if (!taken.equals("open")) {
            throw PostgresPartitionStore.busy();
        }
        try {
            long rows = copy(key, scope, token);
            requireEnd(scope, rows);
            return rows;
        } finally {
            node.giveBack(scope, token);
        }
    }

    private long copy(String key, Bytes scope, UUID token) {
        Head head = new Head(0, 1, Bytes.utf8(""));
        List<SealedRow> page;
        do {
            page = from.rows(access, key, head.sequence(), PAGE);
            if (!page.isEmpty()) {
                head = page(scope, token, page, head);
            }
        } while (page.size() == PAGE);
        return head.sequence();
    }

    private Head page(Bytes scope, UUID token, List<SealedRow> page, Head head) {
        List<SealedRow> there = read(scope, head.sequence(), page.size());
        if (!there.equals(page.subList(0, Math.min(there.size(), page.size())))) {
            throw VaultCopy.differs("row");
        }
        Head before = there.isEmpty() ? head : after(there.getLast());
        List<SealedRow> missing = page.subList(there.size(), page.size());
        if (!missing.isEmpty()) {
            to.append(new SessionAppend(scope, token, before, missing, null));
            if (!read(scope, head.sequence(), page.size()).equals(page)) {
                throw VaultCopy.differs("row");
            }
        }
        return after(page.getLast());
    }

    private List<SealedRow> read(Bytes scope, long after, int rows) {
        return to.rows(
                scope,
                PostgresPartitionLog.COLUMNS + "cordon.read_range(?, ?, ?)",
                bound -> {
                    bound.setLong(2, after + 1);
                    bound.setLong(3, after + rows);
                },
                PostgresPartitionLog::rows);
    }

    private void requireEnd(Bytes scope, long rows) {
        if (!read(scope, rows, PAGE).isEmpty()) {
            throw VaultCopy.differs("row, behind the last of the source,");
        }
    }

    private static Head after(SealedRow row) {
        Link link = row.link();
        return new Head(link.sequence(), link.epoch(), link.hash());
    }
}
