package dev.cordon.core;

import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.PartitionCipher;
import dev.cordon.core.spi.SealedRow;
import java.nio.BufferUnderflowException;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;

/**
 * The record format, version 1, held by the golden vectors of {@code tck}. A record opens only in its own partition,
 * under its own kind, id, sequence and epoch: they are its associated data (C11). Bytes on disk: version byte, key id,
 * nonce and ciphertext as Tink writes them. Thread-safe.
 */
public final class SealedRecords {
    /** The most that body and provenance may take together: 16 MiB. */
    public static final int MAX_RECORD_BYTES = 16 << 20;

    private final PartitionId partition;
    private final PartitionCipher cipher;

    public SealedRecords(PartitionId partition, PartitionCipher cipher) {
        this.partition = partition;
        this.cipher = cipher;
    }

    /**
     * Seals {@code draft} as the row that follows {@code previous}.
     *
     * @throws CordonException.BadInput if it is larger than {@link #MAX_RECORD_BYTES}
     */
    public SealedRow seal(Draft draft, Provenance provenance, Head previous) {
        byte[] plaintext = RecordLayout.encode(provenance, draft.body());
        if (plaintext.length > MAX_RECORD_BYTES) {
            throw new CordonException.BadInput(Problem.of(
                    "record-too-large",
                    "This record can't be written",
                    "it is larger than 16 MiB",
                    "write it in parts"));
        }
        long sequence = previous.sequence() + 1;
        int kind = draft.kind().number();
        byte[] sealed = cipher.seal(plaintext, associatedData(partition, kind, draft.id(), sequence, previous.epoch()));
        Bytes bytes = Bytes.ceded(sealed);
        return new SealedRow(Chain.next(previous, kind, draft.id(), bytes.sha256()), bytes);
    }

    /**
     * Opens a row that was read.
     *
     * @throws CordonException.Damaged if it was altered, swapped, copied from elsewhere or sealed under another key
     */
    public Entry open(SealedRow row) {
        Link link = row.link();
        Bytes sealed = row.sealed();
        if (sealed == null || !sealed.sha256().equals(link.digest())) {
            throw foreign();
        }
        Kind kind = Kind.of(link.kind()).orElseThrow(SealedRecords::foreign);
        try {
            byte[] context = associatedData(partition, link.kind(), link.id(), link.sequence(), link.epoch());
            byte[] plaintext = cipher.open(sealed.toArray(), context);
            return RecordLayout.decode(plaintext, link.sequence(), kind, link.id());
        } catch (GeneralSecurityException | BufferUnderflowException | DateTimeException | IllegalArgumentException e) {
            throw foreign();
        }
    }

    /** Length-prefixed (partition, kind, id, sequence, epoch). */
    static byte[] associatedData(PartitionId partition, int kind, String id, long sequence, long epoch) {
        return new FieldWriter()
                .bytes(partition.encode())
                .number(kind)
                .text(id)
                .number(sequence)
                .number(epoch)
                .toBytes();
    }

    private static CordonException.Damaged foreign() {
        return Problems.damaged("foreign-record", "a record does not open at its place: altered, swapped or copied");
    }
}
