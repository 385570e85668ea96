package dev.cordon.bench;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Draft;
import dev.cordon.core.Entry;
import dev.cordon.core.Head;
import dev.cordon.core.IdType;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Provenance;
import dev.cordon.core.SealedRecords;
import dev.cordon.core.Session;
import dev.cordon.core.spi.PartitionCipher;
import dev.cordon.core.spi.SealedRow;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A record of 300 bytes sealed and opened under a session's own key, with its layout, digest and chain hash; and
 * ciphers alone over as many bytes as its plaintext has.
 */
@State(Scope.Benchmark)
public class JmhSeal {
    private static final Provenance PROVENANCE = new Provenance(Author.user("bench"), Instant.EPOCH);

    /** What Tink writes around a plaintext: version and key id, nonce, tag. */
    private static final int AROUND = 5 + BareAesGcm.NONCE_BYTES + BareAesGcm.TAG_BYTES;

    private final BareAesGcm bare = new BareAesGcm();
    private Home home;
    private PartitionCipher cipher;
    private SealedRecords records;
    private Head before;
    private Draft draft;
    private SealedRow row;
    private byte[] plaintext;
    private byte[] context;
    private byte[] bareSealed;

    @Setup
    public void keys() throws Exception {
        home = new Home(Files.createTempDirectory("seal"));
        try (Session session = home.create()) {
            PartitionId partition = new PartitionId.Session(session.scope());
            cipher = home.store.keys().find(partition).orElseThrow();
            records = new SealedRecords(partition, cipher);
            before = Head.genesis(partition);
            context = partition.encode();
        }
        draft = new Draft(
                Kind.NOTE, home.store.ids().mint(IdType.RECORD), Bytes.copyOf(new byte[300]), PROVENANCE.author());
        row = records.seal(draft, PROVENANCE, before);
        plaintext = new byte[Objects.requireNonNull(row.sealed()).size() - AROUND];
        bareSealed = bare.seal(plaintext, context);
    }

    @Benchmark
    public SealedRow sealRecord() {
        return records.seal(draft, PROVENANCE, before);
    }

    @Benchmark
    public byte[] sealBytes() {
        return cipher.seal(plaintext, context);
    }

    @Benchmark
    public byte[] bareSeal() throws GeneralSecurityException {
        return bare.seal(plaintext, context);
    }

    @Benchmark
    public Entry openRecord() {
        return records.open(row);
    }

    @Benchmark
    public byte[] bareOpen() throws GeneralSecurityException {
        return bare.open(bareSealed, context);
    }

    @TearDown
    public void close() {
        home.close();
    }
}
