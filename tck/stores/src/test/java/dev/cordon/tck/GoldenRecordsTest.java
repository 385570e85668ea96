package dev.cordon.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Draft;
import dev.cordon.core.Entry;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Provenance;
import dev.cordon.core.Scope;
import dev.cordon.core.SealedRecords;
import dev.cordon.core.SessionId;
import dev.cordon.core.Taint;
import dev.cordon.core.TenantId;
import dev.cordon.core.TinkCipher;
import dev.cordon.core.UserId;
import dev.cordon.core.WorkspaceId;
import dev.cordon.core.spi.KeyRing;
import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.PartitionCipher;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.core.spi.TenantKeys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Core is held to the vectors: a change of the format that would make old records unreadable fails here. */
class GoldenRecordsTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final UserId ANN = new UserId("ann");
    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_" + "0".repeat(39));
    private static final SessionId SESSION = new SessionId("sess_" + "1".repeat(39));

    static List<GoldenRecords.Vector> vectors() {
        return GoldenRecords.load().vectors();
    }

    private static PartitionId partition(GoldenRecords.Vector vector) {
        return switch (vector.partition()) {
            case "session" -> new PartitionId.Session(new Scope(ACME, ANN, WORKSPACE, SESSION));
            case "user-workspace" -> new PartitionId.UserWorkspace(ACME, ANN, WORKSPACE);
            case "collection" -> new PartitionId.Collection(ACME, "handbook é");
            default -> throw new AssertionError(vector.partition());
        };
    }

    private static SealedRecords records(PartitionId partition) throws Exception {
        return new SealedRecords(
                partition, TinkCipher.ofClearKeyset(GoldenRecords.load().keyset()));
    }

    private static SealedRow row(GoldenRecords.Vector v) {
        Link link = new Link(
                v.sequence(),
                v.epoch(),
                Kind.valueOf(v.kind()).number(),
                v.id(),
                Bytes.hex(v.digest()),
                Bytes.hex(v.hashAfterGenesis()));
        return new SealedRow(link, Bytes.hex(v.sealed()));
    }

    private static Provenance provenance(GoldenRecords.Vector v) {
        Author author = new Author(
                Author.Writer.valueOf(v.writer()),
                v.author(),
                v.lane().isEmpty() ? null : v.lane(),
                v.run().isEmpty() ? null : v.run(),
                v.taints().stream().map(Taint::valueOf).collect(Collectors.toSet()));
        return new Provenance(author, Instant.ofEpochSecond(v.seconds(), v.nanoseconds()));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void goldenRow_opensToItsEntry(GoldenRecords.Vector vector) throws Exception {
        Entry entry = records(partition(vector)).open(row(vector));
        assertThat(entry.body().toHex()).isEqualTo(vector.body());
        assertThat(entry.provenance()).isEqualTo(provenance(vector));
        assertThat(entry.kind().name()).isEqualTo(vector.kind());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void partitionEncoding_isAsPublished(GoldenRecords.Vector vector) {
        assertThat(Bytes.copyOf(partition(vector).encode()).toHex()).isEqualTo(vector.partitionEncoding());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void resealed_takesTheSamePlaceInTheChain(GoldenRecords.Vector vector) throws Exception {
        PartitionId partition = partition(vector);
        Draft draft = new Draft(
                Kind.valueOf(vector.kind()),
                vector.id(),
                Bytes.hex(vector.body()),
                provenance(vector).author());
        SealedRow sealed = records(partition).seal(draft, provenance(vector), Head.genesis(partition));
        assertThat(sealed.link().sequence()).isEqualTo(vector.sequence());
        assertThat(sealed.sealed().size()).isEqualTo(vector.sealed().length() / 2);
        assertThat(records(partition).open(sealed).body().toHex()).isEqualTo(vector.body());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void goldenRow_opensNowhereElse(GoldenRecords.Vector vector) throws Exception {
        for (GoldenRecords.Vector other : vectors()) {
            if (!other.partition().equals(vector.partition())) {
                SealedRecords foreign = records(partition(other));
                assertThatThrownBy(() -> foreign.open(row(vector))).isInstanceOf(CordonException.Damaged.class);
            }
        }
    }

    @Test
    void vectors_coverEveryCaseOfPartition() {
        assertThat(vectors())
                .extracting(GoldenRecords.Vector::partition)
                .contains("session", "user-workspace", "collection");
    }

    /** Format 2 opens with the key of the session that gave it, and shows nothing once that is destroyed. */
    @Test
    void givenRow_opensWithItsSessionsKeyOnly() throws Exception {
        GoldenRecords golden = GoldenRecords.loadGiven();
        GoldenRecords.Vector vector = golden.vectors().getFirst();
        PartitionCipher cipher = TinkCipher.ofClearKeyset(golden.keyset());
        OneSource keys = new OneSource(golden.source(), TinkCipher.ofClearKeyset(golden.sourceKeyset()), false);
        SealedRecords records = new SealedRecords(partition(vector), cipher, keys);

        Entry entry = records.open(row(vector));
        assertThat(entry.body().toHex()).isEqualTo(vector.body());
        assertThat(entry.provenance()).isEqualTo(provenance(vector));
        OneSource destroyed = new OneSource("another", cipher, true);
        assertThat(new SealedRecords(partition(vector), cipher, destroyed).read(row(vector)))
                .isEmpty();
        OneSource lost = new OneSource("another", cipher, false);
        assertThatThrownBy(() -> new SealedRecords(partition(vector), cipher, lost).read(row(vector)))
                .isInstanceOf(CordonException.Damaged.class);
        assertThat(new SealedRecords(partition(vector), cipher).read(row(vector)))
                .isEmpty();
        Draft draft = new Draft(
                Kind.valueOf(vector.kind()),
                vector.id(),
                entry.body(),
                entry.provenance().author());
        SealedRow sealed = records.seal(draft, entry.provenance(), Head.genesis(partition(vector)), golden.source());
        assertThat(sealed.sealed().size()).isEqualTo(vector.sealed().length() / 2);
        assertThat(records.open(sealed)).isEqualTo(entry);
    }

    /** A ring with the key of one source, and all others destroyed or never there. */
    private record OneSource(String source, PartitionCipher key, boolean destroyed) implements KeyRing {
        @Override
        public Optional<PartitionCipher> findSource(PartitionId partition, String name) {
            return name.equals(source) ? Optional.of(key) : Optional.empty();
        }

        @Override
        public PartitionCipher makeSource(PartitionId partition, String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean destroySource(PartitionId partition, String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isSourceDestroyed(PartitionId partition, String name) {
            return destroyed;
        }

        @Override
        public PartitionCipher create(PartitionId partition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<PartitionCipher> find(PartitionId partition) {
            return Optional.empty();
        }

        @Override
        public boolean destroy(PartitionId partition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isErasing(PartitionId partition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void forget(PartitionId partition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TenantKeys keysOf(CrossSessionAccess access, TenantId tenant) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] derive(String purpose) {
            throw new UnsupportedOperationException();
        }
    }
}
