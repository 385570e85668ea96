package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.SealedRow;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The associated data alone must hold: digest and chain are right in every forgery here. */
class SealedRecordsTest {
    private static final PartitionId MINE = new PartitionId.Collection(new TenantId("acme"), "mine");
    private static final PartitionId OTHER = new PartitionId.Collection(new TenantId("acme"), "other");
    private static final Provenance BY = new Provenance(Author.user("ann"), Instant.EPOCH);
    private static final Draft DRAFT = new Draft(Kind.NOTE, "rec_" + "0".repeat(39), Bytes.utf8("text"), BY.author());

    private final TinkCipher cipher;
    private final SealedRecords records;
    private final SealedRow row;

    SealedRecordsTest() throws Exception {
        cipher = new TinkCipher(TinkKeys.aead(TinkKeys.generate()));
        records = new SealedRecords(MINE, cipher);
        row = records.seal(DRAFT, BY, Head.genesis(MINE));
    }

    private void assertClosed(SealedRecords reader, SealedRow forged) {
        assertThatThrownBy(() -> reader.open(forged))
                .isInstanceOfSatisfying(
                        CordonException.Damaged.class,
                        e -> assertThat(e.problem().rule()).isEqualTo(Rule.C11));
    }

    private SealedRow relinked(long sequence, long epoch, int kind, String id) {
        Link link = new Link(
                sequence, epoch, kind, id, row.link().digest(), row.link().hash());
        return new SealedRow(link, row.sealed());
    }

    @Test
    void row_opensAtItsPlace() {
        assertThat(records.open(row)).isEqualTo(new Entry(1, Kind.NOTE, DRAFT.id(), DRAFT.body(), BY));
    }

    @Test
    void rowAtAnotherPlace_doesNotOpen() {
        assertClosed(records, relinked(2, 1, 30, DRAFT.id()));
        assertClosed(records, relinked(1, 2, 30, DRAFT.id()));
        assertClosed(records, relinked(1, 1, Kind.TRACE.number(), DRAFT.id()));
        assertClosed(records, relinked(1, 1, 30, "rec_" + "1".repeat(39)));
        assertClosed(records, relinked(1, 1, 99, DRAFT.id()));
    }

    @Test
    void rowInAnotherPartition_doesNotOpen_evenUnderTheSameKey() {
        assertClosed(new SealedRecords(OTHER, cipher), row);
    }

    @Test
    void rowUnderAnotherKey_doesNotOpen() throws Exception {
        assertClosed(new SealedRecords(MINE, new TinkCipher(TinkKeys.aead(TinkKeys.generate()))), row);
    }

    /** The same place sealed twice, as after a rollback: the chain says which one it was. */
    @Test
    void otherContentForTheSamePlace_doesNotOpen() {
        SealedRow second = records.seal(DRAFT, BY, Head.genesis(MINE));
        assertClosed(records, new SealedRow(row.link(), second.sealed()));
    }

    @Test
    void everyFlippedByte_isSeen() {
        byte[] sealed = row.sealed().toArray();
        for (int i = 0; i < sealed.length; i++) {
            byte[] flipped = sealed.clone();
            flipped[i] ^= 1;
            Bytes bytes = Bytes.ceded(flipped);
            Link link = Chain.next(Head.genesis(MINE), Kind.NOTE.number(), DRAFT.id(), bytes.sha256());
            assertClosed(records, new SealedRow(link, bytes));
        }
    }

    @Test
    void shortenedAndErased_doNotOpen() {
        for (int length : new int[] {0, 1, 5, 16, 20}) {
            Bytes bytes = Bytes.ceded(java.util.Arrays.copyOf(row.sealed().toArray(), length));
            Link link = Chain.next(Head.genesis(MINE), Kind.NOTE.number(), DRAFT.id(), bytes.sha256());
            assertClosed(records, new SealedRow(link, bytes));
        }
        assertClosed(records, new SealedRow(row.link(), null));
    }

    @Test
    void sealedTwice_differs() {
        assertThat(records.seal(DRAFT, BY, Head.genesis(MINE)).sealed()).isNotEqualTo(row.sealed());
    }

    @Test
    void largestRecord_fits_andOneByteMoreDoesNot() {
        int overhead = RecordLayout.encode(BY, Bytes.utf8("")).length;
        Bytes fits = Bytes.ceded(new byte[SealedRecords.MAX_RECORD_BYTES - overhead]);
        Bytes tooLarge = Bytes.ceded(new byte[SealedRecords.MAX_RECORD_BYTES - overhead + 1]);
        Head start = Head.genesis(MINE);
        assertThat(records.seal(new Draft(Kind.NOTE, DRAFT.id(), fits, BY.author()), BY, start))
                .isNotNull();
        Draft past = new Draft(Kind.NOTE, DRAFT.id(), tooLarge, BY.author());
        assertThatThrownBy(() -> records.seal(past, BY, start)).isInstanceOf(CordonException.BadInput.class);
    }
}
