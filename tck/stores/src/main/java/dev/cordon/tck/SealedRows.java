package dev.cordon.tck;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Draft;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Provenance;
import dev.cordon.core.SealedRecords;
import dev.cordon.core.TinkCipher;
import dev.cordon.core.spi.Batch;
import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.SealedRow;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;

/** Seals rows under the published test key, so that a store can be tested without a session. */
public final class SealedRows {
    private static final Author AUTHOR = Author.tool("tck");

    private final PartitionId partition;
    private final SealedRecords records;

    public SealedRows(PartitionId partition) {
        this.partition = partition;
        try {
            this.records = new SealedRecords(
                    partition, TinkCipher.ofClearKeyset(GoldenRecords.load().keyset()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the published test key is broken", e);
        }
    }

    public SealedRow seal(Kind kind, String id, String body, Head previous) {
        Draft draft = new Draft(kind, id, Bytes.utf8(body), AUTHOR);
        return records.seal(draft, new Provenance(AUTHOR, Instant.EPOCH), previous);
    }

    public Batch batch(SealedRow... rows) {
        return new Batch(partition, List.of(rows));
    }

    /** The text of a row, if it opens at its place. */
    public String open(SealedRow row) {
        return records.open(row).body().asUtf8();
    }

    public static Head after(SealedRow row) {
        Link link = row.link();
        return new Head(link.sequence(), link.epoch(), link.hash());
    }
}
