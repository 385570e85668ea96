package dev.cordon.tck;

import dev.cordon.core.Alias;
import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Credential;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Draft;
import dev.cordon.core.Entry;
import dev.cordon.core.IdType;
import dev.cordon.core.Ids;
import dev.cordon.core.Incidents;
import dev.cordon.core.Kind;
import dev.cordon.core.Knowledge;
import dev.cordon.core.KnowledgeReader;
import dev.cordon.core.LocalKeyRing;
import dev.cordon.core.PartitionId;
import dev.cordon.core.RouterPorts;
import dev.cordon.core.Scope;
import dev.cordon.core.SealedRecords;
import dev.cordon.core.Session;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.SessionRouter;
import dev.cordon.core.Subject;
import dev.cordon.core.TenantId;
import dev.cordon.core.UserId;
import dev.cordon.core.WorkspaceId;
import dev.cordon.core.spi.AnchorStore;
import dev.cordon.core.spi.KeyStore;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore;
import dev.cordon.core.spi.SealedRow;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tenants, users and what they have, on the stores under test: for the contracts of erasure. */
abstract class ErasureBench {
    static final Credential ANN = user("acme-ann");
    static final Credential BEN = user("acme-ben");
    static final Credential EVE = user("other-eve");
    static final Author BY = Author.user("test");
    static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path rootFolder;

    Ids ids;
    WorkspaceId place;
    LocalKeyRing ring;
    SessionRouter router;

    /** Opens the stores under test, empty, before everything else. */
    protected abstract void openStores() throws Exception;

    /** Closes them, after everything else. */
    protected abstract void closeStores();

    /** The same for one test. */
    protected abstract PartitionStore partitions();

    protected abstract KeyStore keys();

    protected abstract AnchorStore anchors();

    protected abstract Incidents incidents();

    /** A right that only some places may take. */
    protected abstract CrossSessionAccess right(CrossSessionAccess.Place place);

    /** Whether the bytes lie anywhere in what the engine keeps, free pages and logs of its own included. */
    protected abstract boolean holds(byte[] bytes) throws Exception;

    /** The root key, where the test's keys are wrapped by one that was there before. */
    protected Path rootKeyset() {
        return rootFolder.resolve("root.keyset");
    }

    CrossSessionAccess erasure() {
        return right(CrossSessionAccess.Place.ERASURE);
    }

    static Credential user(String name) {
        return new Credential.Profile(new Alias(name), Bytes.utf8(name));
    }

    /** Named after tenant and user. */
    static Subject subject(Credential credential) {
        String[] parts = ((Credential.Profile) credential).name().value().split("-", 2);
        return new Subject(new TenantId(parts[0]), new UserId(parts[1]));
    }

    @BeforeEach
    void openRouter() throws Exception {
        openStores();
        ring = LocalKeyRing.open(rootKeyset(), keys(), new SecureRandom());
        ids = new Ids(new SecureRandom(), ring.derive("ids"));
        router = router(partitions());
        place = new WorkspaceId(ids.mint(IdType.WORKSPACE));
    }

    @AfterEach
    void closeRouter() {
        router.close();
        closeStores();
    }

    /** As a process of its own has it: with what it read of the keys. */
    SessionRouter router(PartitionStore partitions) {
        return router(partitions, keys(), anchors());
    }

    SessionRouter router(PartitionStore partitions, KeyStore keys, AnchorStore anchors) {
        LocalKeyRing fresh = LocalKeyRing.open(rootKeyset(), keys, new SecureRandom());
        return new SessionRouter(new RouterPorts(
                ErasureBench::subject, partitions, anchors, fresh, ids, incidents(), InstantSource.system()));
    }

    SessionInfo session(Credential of, String text) {
        try (Session session = router.create(of, place, null, DAY)) {
            session.append(Kind.NOTE, Bytes.utf8(text), BY);
            return session.info();
        }
    }

    void put(Knowledge into, String text) {
        into.append(List.of(new Draft(Kind.MEMORY, ids.mint(IdType.RECORD), Bytes.utf8(text), BY)));
    }

    void fill(Credential of, String text) {
        session(of, text);
        put(router.facts(of, place), text);
    }

    static List<String> texts(KnowledgeReader of) {
        return of.read(Kind.MEMORY, 0).stream()
                .map(Entry::body)
                .map(Bytes::asUtf8)
                .toList();
    }

    List<Bytes> wrapped() {
        return keys().names("", "", 1000).stream()
                .map(name -> keys().get(name).orElseThrow())
                .toList();
    }

    String sessionKey(SessionInfo of) {
        return new PartitionId.Session(
                        new Scope(subject(ANN).tenant(), subject(ANN).user(), place, of.id()))
                .key();
    }

    /** As a backup has it. */
    List<SealedRow> copy(PartitionId partition) {
        try (PartitionLog log =
                partitions().open(partition, PartitionStore.Access.READ).orElseThrow()) {
            return log.read(1, Long.MAX_VALUE);
        }
    }

    List<String> opened(PartitionId partition, List<SealedRow> rows) {
        SealedRecords records =
                new SealedRecords(partition, ring.find(partition).orElseThrow(), ring);
        return rows.stream()
                .flatMap(row -> records.read(row).stream())
                .map(entry -> entry.body().asUtf8())
                .toList();
    }
}
