package dev.cordon.core;

import dev.cordon.core.spi.KeyRing;
import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.PartitionCipher;
import dev.cordon.core.spi.SealedRow;
import java.nio.BufferUnderflowException;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record format, held by the golden vectors of {@code tck}. A record opens only in its own partition, under its own
 * kind, id, sequence and epoch: they are its associated data (C11). Bytes on disk: version byte, key id, nonce and
 * ciphertext as Tink writes them. What a session gave to a durable partition is sealed under the session's own key
 * there, and that under the partition's: without the first, nobody reads it (C17). Thread-safe.
 */
public final class SealedRecords {
    /** The most that body and provenance may take together: 16 MiB. */
    public static final int MAX_RECORD_BYTES = 16 << 20;

    private final PartitionId partition;
    private final PartitionCipher cipher;
    private final @Nullable SourceKeys sources;

    /** Of a partition to which no session gives. */
    public SealedRecords(PartitionId partition, PartitionCipher cipher) {
        this(partition, cipher, Optional.empty());
    }

    /** @param keys where the sessions' keys are */
    public SealedRecords(PartitionId partition, PartitionCipher cipher, KeyRing keys) {
        this(partition, cipher, Optional.of(new SourceKeys(keys, partition)));
    }

    private SealedRecords(PartitionId partition, PartitionCipher cipher, Optional<SourceKeys> sources) {
        this.partition = partition;
        this.cipher = cipher;
        this.sources = sources.orElse(null);
    }

    /**
     * Seals {@code draft} as the row that follows {@code previous}.
     *
     * @throws CordonException.BadInput if it is larger than {@link #MAX_RECORD_BYTES}
     */
    public SealedRow seal(Draft draft, Provenance provenance, Head previous) {
        return seal(draft, provenance, previous, null);
    }

    /** The same, under the key of the session that gives it, too, where {@code source} names one. */
    public SealedRow seal(Draft draft, Provenance provenance, Head previous, @Nullable String source) {
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
        byte[] context = associatedData(partition, kind, draft.id(), sequence, previous.epoch());
        byte[] content = source == null ? plaintext : given(plaintext, context, source);
        byte[] sealed = cipher.seal(content, context);
        Bytes bytes = Bytes.ceded(sealed);
        return new SealedRow(Chain.next(previous, kind, draft.id(), bytes.sha256()), bytes);
    }

    private byte[] given(byte[] plaintext, byte[] context, String source) {
        if (sources == null) {
            throw new IllegalArgumentException("no session gives to this partition");
        }
        byte[] inside = sources.make(source).seal(plaintext, RecordLayout.givenContext(source, context));
        return RecordLayout.encodeGiven(source, Bytes.ceded(inside));
    }

    /**
     * Opens a row that was read.
     *
     * @throws CordonException.Damaged if it was altered, swapped, copied from elsewhere or sealed under another key, or
     *     if the key of the session that gave it is destroyed
     */
    public Entry open(SealedRow row) {
        return read(row).orElseThrow(SealedRecords::foreign);
    }

    /**
     * The same; nothing where the key of the session that gave it is destroyed.
     *
     * @throws CordonException.Damaged also where that key is gone without having been destroyed
     */
    public Optional<Entry> read(SealedRow row) {
        Link link = row.link();
        Bytes sealed = row.sealed();
        if (sealed == null || !sealed.sha256().equals(link.digest())) {
            throw foreign();
        }
        Kind kind = Kind.of(link.kind()).orElseThrow(SealedRecords::foreign);
        try {
            byte[] context = associatedData(partition, link.kind(), link.id(), link.sequence(), link.epoch());
            byte[] plaintext = cipher.open(sealed.toArray(), context);
            Optional<RecordLayout.Given> given = RecordLayout.given(plaintext);
            return given.isEmpty()
                    ? Optional.of(RecordLayout.decode(plaintext, link.sequence(), kind, link.id()))
                    : inside(given.get(), context)
                            .map(own -> RecordLayout.decode(own, link.sequence(), kind, link.id()));
        } catch (GeneralSecurityException | BufferUnderflowException | DateTimeException | IllegalArgumentException e) {
            throw foreign();
        }
    }

    /**
     * What opened outside is whole: where the inside does not open, its key was destroyed, and perhaps made anew; or it
     * is lost, as where keys are put back from a copy that is older than the records.
     */
    private Optional<byte[]> inside(RecordLayout.Given given, byte[] context) {
        if (sources == null) {
            return Optional.empty();
        }
        Optional<byte[]> opened = sources.find(given.source()).flatMap(own -> opened(own, given, context));
        if (opened.isEmpty() && !sources.isDestroyed(given.source())) {
            throw Problems.damaged(
                    "source-key-missing", "the key of the session that gave a record is gone, and nobody destroyed it");
        }
        return opened;
    }

    private static Optional<byte[]> opened(PartitionCipher own, RecordLayout.Given given, byte[] context) {
        try {
            return Optional.of(own.open(given.inside().toArray(), RecordLayout.givenContext(given.source(), context)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** The session that gave a row, by its partition's key; nothing where none did or the row does not open. */
    Optional<String> source(SealedRow row) {
        Link link = row.link();
        Bytes sealed = row.sealed();
        if (sealed == null) {
            return Optional.empty();
        }
        try {
            byte[] context = associatedData(partition, link.kind(), link.id(), link.sequence(), link.epoch());
            return RecordLayout.given(cipher.open(sealed.toArray(), context)).map(RecordLayout.Given::source);
        } catch (GeneralSecurityException | BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
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
