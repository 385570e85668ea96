package dev.cordon.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Rule;
import dev.cordon.core.Scope;
import dev.cordon.core.SessionId;
import dev.cordon.core.TenantId;
import dev.cordon.core.UserId;
import dev.cordon.core.WorkspaceId;
import dev.cordon.core.spi.Batch;
import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore;
import dev.cordon.core.spi.PartitionStore.Access;
import dev.cordon.core.spi.SealedRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every partition store does. A store's tests extend this and give the store. */
public abstract class PartitionStoreContract {
    private static final String A = "rec_" + "A".repeat(39);
    private static final String B = "rec_" + "B".repeat(39);

    protected final PartitionId mine = session("0");
    protected final PartitionId foreign = session("1");
    private final SealedRows rows = new SealedRows(mine);
    private final SealedRows foreignRows = new SealedRows(foreign);

    /** The store under test: the same, empty at the beginning of a test, for one test. */
    protected abstract PartitionStore store();

    /** The codes of the incidents that the store has reported in this test. */
    protected abstract List<String> incidents();

    private static PartitionId session(String digit) {
        return new PartitionId.Session(new Scope(
                new TenantId("acme"),
                new UserId("ann"),
                new WorkspaceId("ws_" + "0".repeat(39)),
                new SessionId("sess_" + digit.repeat(39))));
    }

    private PartitionLog open(PartitionId partition, Access access) {
        return store().open(partition, access).orElseThrow();
    }

    /** Writes A, B, A again, and closes. */
    private List<SealedRow> threeRows() {
        try (PartitionLog log = open(mine, Access.CREATE)) {
            SealedRow one = rows.seal(Kind.NOTE, A, "one", Head.genesis(mine));
            SealedRow two = rows.seal(Kind.TRACE, B, "two", SealedRows.after(one));
            SealedRow three = rows.seal(Kind.NOTE, A, "three", SealedRows.after(two));
            log.append(rows.batch(one, two), Head.genesis(mine));
            log.append(rows.batch(three), SealedRows.after(two));
            return List.of(one, two, three);
        }
    }

    @Test
    void openUnknownPartition_givesNothing_andMakesNothing() {
        assertThat(store().open(mine, Access.READ)).isEmpty();
        assertThat(store().open(mine, Access.WRITE)).isEmpty();
        assertThat(store().open(mine, Access.READ)).isEmpty();
    }

    @Test
    void createTwice_isAConflict() {
        threeRows();
        assertThatThrownBy(() -> store().open(mine, Access.CREATE)).isInstanceOf(CordonException.Conflict.class);
        try (PartitionLog log = open(mine, Access.READ)) {
            assertThat(log.read(1, 9)).hasSize(3);
        }
    }

    @Test
    void rows_areReadAsWritten_byRangeIdAndKind() {
        List<SealedRow> written = threeRows();
        try (PartitionLog log = open(mine, Access.READ)) {
            assertThat(log.read(1, Long.MAX_VALUE)).isEqualTo(written);
            assertThat(log.read(2, 2)).containsExactly(written.get(1));
            assertThat(log.read(A)).containsExactly(written.get(0), written.get(2));
            assertThat(log.read(Kind.NOTE, 0, 10)).containsExactly(written.get(0), written.get(2));
            assertThat(log.read(Kind.NOTE, 1, 10)).containsExactly(written.get(2));
            assertThat(log.read(Kind.NOTE, 0, 1)).containsExactly(written.get(0));
            assertThat(log.head()).contains(SealedRows.after(written.get(2)));
        }
    }

    @Test
    void anotherPartition_hasNothingOfIt() {
        threeRows();
        try (PartitionLog log = open(foreign, Access.CREATE)) {
            assertThat(log.head()).isEmpty();
            assertThat(log.read(1, Long.MAX_VALUE)).isEmpty();
            assertThat(log.read(A)).isEmpty();
            assertThat(log.read(Kind.NOTE, 0, 10)).isEmpty();
        }
    }

    @Test
    void openWithoutScope_fails_asAnIncident() {
        assertThatThrownBy(() -> store().open(nothing(), Access.READ))
                .isInstanceOfSatisfying(
                        CordonException.Refused.class,
                        e -> assertThat(e.problem().rule()).isEqualTo(Rule.C5));
        assertThat(incidents()).containsExactly("store-without-scope");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    @Test
    void batchOfAnotherPartition_isRefusedWhole_asAnIncident() {
        try (PartitionLog log = open(mine, Access.CREATE)) {
            SealedRow row = foreignRows.seal(Kind.NOTE, A, "foreign", Head.genesis(foreign));
            Batch batch = foreignRows.batch(row);
            assertThatThrownBy(() -> log.append(batch, Head.genesis(mine)))
                    .isInstanceOfSatisfying(
                            CordonException.Refused.class,
                            e -> assertThat(e.problem().rule()).isEqualTo(Rule.C6));
            assertThatThrownBy(() -> log.delete(batch, Head.genesis(mine))).isInstanceOf(CordonException.Refused.class);
            assertThat(log.head()).isEmpty();
        }
        assertThat(incidents()).contains("batch-of-other-scope");
    }

    @Test
    void appendOnAnotherHead_isAConflict_andWritesNothing() {
        List<SealedRow> written = threeRows();
        try (PartitionLog log = open(mine, Access.WRITE)) {
            Head stale = SealedRows.after(written.get(1));
            Batch late = rows.batch(rows.seal(Kind.NOTE, A, "late", stale));
            assertThatThrownBy(() -> log.append(late, stale)).isInstanceOf(CordonException.Conflict.class);
            assertThat(log.read(1, Long.MAX_VALUE)).isEqualTo(written);
        }
    }

    /** As after a restore: the last row is of an earlier epoch than that in which the log goes on. */
    @Test
    void appendInALaterEpoch_goesOnBehindTheSameRow() {
        List<SealedRow> written = threeRows();
        Head last = SealedRows.after(written.get(2));
        Head later = new Head(last.sequence(), last.epoch() + 1, last.hash());
        try (PartitionLog log = open(mine, Access.WRITE)) {
            SealedRow next = rows.seal(Kind.NOTE, A, "in a new epoch", later);
            log.append(rows.batch(next), later);
            assertThat(log.read(1, Long.MAX_VALUE)).hasSize(4).endsWith(next);
            Head other = new Head(last.sequence() + 1, later.epoch() + 1, last.hash());
            Batch foreign = rows.batch(rows.seal(Kind.NOTE, A, "behind another row", other));
            assertThatThrownBy(() -> log.append(foreign, other)).isInstanceOf(CordonException.Conflict.class);
        }
    }

    @Test
    void readersLog_doesNotWrite() {
        List<SealedRow> written = threeRows();
        Head head = SealedRows.after(written.get(2));
        Batch batch = rows.batch(rows.seal(Kind.NOTE, A, "from a reader", head));
        try (PartitionLog log = open(mine, Access.READ)) {
            assertThatThrownBy(() -> log.append(batch, head)).isInstanceOf(CordonException.Conflict.class);
        }
    }

    @Test
    void secondWriter_isBusy_andReadersAreFree() {
        threeRows();
        try (PartitionLog writer = open(mine, Access.WRITE);
                PartitionLog reader = open(mine, Access.READ)) {
            assertThatThrownBy(() -> store().open(mine, Access.WRITE)).isInstanceOf(CordonException.Conflict.class);
            assertThat(reader.read(1, 9)).isEqualTo(writer.read(1, 9));
        }
        try (PartitionLog next = open(mine, Access.WRITE)) {
            assertThat(next.head()).isPresent();
        }
    }

    @Test
    void delete_removesTheContentOfTheId_andKeepsTheLinks() {
        List<SealedRow> written = threeRows();
        try (PartitionLog log = open(mine, Access.WRITE)) {
            Head head = SealedRows.after(written.get(2));
            SealedRow tombstone = rows.seal(Kind.TOMBSTONE, A, "NOTE", head);
            log.delete(rows.batch(tombstone), head);
            assertThat(log.read(A)).containsExactly(tombstone);
            assertThat(log.read(Kind.NOTE, 0, 10)).isEmpty();
            assertThat(log.read(B)).containsExactly(written.get(1));
            assertThat(log.read(1, 1))
                    .containsExactly(new SealedRow(written.get(0).link(), null));
            List<Link> links = new ArrayList<>();
            List<Boolean> erased = new ArrayList<>();
            log.links(1, (link, gone) -> {
                links.add(link);
                erased.add(gone);
            });
            assertThat(links)
                    .hasSize(4)
                    .startsWith(written.get(0).link(), written.get(1).link());
            assertThat(erased).containsExactly(true, false, true, false);
        }
    }

    @Test
    void transplantedAndSwappedRows_doNotOpen() {
        List<SealedRow> written = threeRows();
        SealedRow moved = new SealedRow(written.get(1).link(), written.get(0).sealed());
        assertThatThrownBy(() -> rows.open(moved)).isInstanceOf(CordonException.Damaged.class);
        assertThatThrownBy(() -> foreignRows.open(written.get(0))).isInstanceOf(CordonException.Damaged.class);
        try (PartitionLog log = open(mine, Access.READ)) {
            assertThat(log.read(1, 9)).extracting(rows::open).containsExactly("one", "two", "three");
        }
    }

    @Test
    void destroy_removesIt_andNothingElse() {
        threeRows();
        try (PartitionLog other = open(foreign, Access.CREATE)) {
            SealedRow row = foreignRows.seal(Kind.NOTE, A, "stays", Head.genesis(foreign));
            other.append(foreignRows.batch(row), Head.genesis(foreign));
            store().destroy(mine);
            assertThat(other.read(1, 9)).hasSize(1);
        }
        assertThat(store().open(mine, Access.READ)).isEmpty();
        store().destroy(mine);
    }

    @Test
    void destroyWhileAWriterHoldsIt_isAConflict() {
        threeRows();
        try (PartitionLog writer = open(mine, Access.WRITE)) {
            assertThatThrownBy(() -> store().destroy(mine)).isInstanceOf(CordonException.Conflict.class);
            assertThat(writer.read(1, 9)).hasSize(3);
        }
    }

    @Test
    void closedLog_doesNothing() {
        threeRows();
        PartitionLog log = open(mine, Access.READ);
        log.close();
        log.close();
        assertThatThrownBy(log::head).isInstanceOf(CordonException.Unavailable.class);
    }
}
