package dev.cordon.tck.memory;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Draft;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Provenance;
import dev.cordon.core.SealedRecords;
import dev.cordon.core.spi.PartitionCipher;
import dev.cordon.core.spi.SealedRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows of Cordon's partitions, in the hands of somebody who can write both the store and the anchors and has no key.
 * What they put in a row's place they make fit: digest, hash chain and anchor need no key (C11).
 */
final class CordonRecords implements Abilities.RawRecords {
    private final CordonMemory of;

    CordonRecords(CordonMemory of) {
        this.of = of;
    }

    static Head after(SealedRow row) {
        return new Head(row.link().sequence(), row.link().epoch(), row.link().hash());
    }

    private PartitionId partition(Owner owner) {
        return of.partitions.get(owner);
    }

    /** Where the texts are among the rows. */
    private static List<Integer> texts(List<SealedRow> rows) {
        return IntStream.range(0, rows.size())
                .filter(at -> rows.get(at).link().kind() == Kind.MEMORY.number()
                        && rows.get(at).sealed() != null)
                .boxed()
                .toList();
    }

    @Override
    public List<byte[]> read(Owner owner) {
        List<SealedRow> rows = of.bench.rows(partition(owner));
        return texts(rows).stream().map(at -> rows.get(at).sealed().toArray()).toList();
    }

    @Override
    public void write(Owner owner, int index, byte[] stored) {
        PartitionId partition = partition(owner);
        List<SealedRow> rows = of.bench.rows(partition);
        int changed = texts(rows).get(index);
        List<SealedRow> fitting = new ArrayList<>();
        Head head = Head.genesis(partition);
        for (int at = 0; at < rows.size(); at++) {
            byte[] sealed = at == changed ? stored : rows.get(at).sealed().toArray();
            SealedRow row = fit(partition, rows.get(at), sealed, head);
            fitting.add(row);
            head = after(row);
        }
        of.bench.replace(partition, fitting);
        of.bench.anchor(partition, head);
    }

    /** The row with these bytes and with links that fit: the record format, under a key that leaves bytes as they are. */
    private static SealedRow fit(PartitionId partition, SealedRow row, byte[] sealed, Head previous) {
        PartitionCipher given = new PartitionCipher() {
            @Override
            public byte[] seal(byte[] plaintext, byte[] associatedData) {
                return sealed;
            }

            @Override
            public byte[] open(byte[] bytes, byte[] associatedData) {
                return bytes;
            }
        };
        Author nobody = Author.user("nobody");
        Kind kind = Kind.of(row.link().kind()).orElseThrow();
        return new SealedRecords(partition, given)
                .seal(
                        new Draft(kind, row.link().id(), Bytes.utf8(""), nobody),
                        new Provenance(nobody, Instant.EPOCH),
                        previous);
    }

    @Override
    public void truncate(Owner owner) {
        List<SealedRow> rows = of.bench.rows(partition(owner));
        of.bench.replace(partition(owner), rows.subList(0, rows.size() - 1));
    }

    @Override
    public Copy copy(Owner owner) {
        return of.bench.copy(partition(owner));
    }
}
