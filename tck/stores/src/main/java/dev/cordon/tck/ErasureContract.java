package dev.cordon.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Alias;
import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
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
import dev.cordon.core.SessionReader;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An erasure takes everything of whom it names, a tenant or the session that facts came from, and nothing of the
 * neighbours (C17), on every store.
 */
public abstract class ErasureContract {
    private static final Credential ANN = user("acme-ann");
    private static final Credential BEN = user("acme-ben");
    private static final Credential EVE = user("other-eve");
    private static final Author BY = Author.user("test");
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path rootFolder;

    private Ids ids;
    private WorkspaceId place;
    private LocalKeyRing ring;
    private SessionRouter router;

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

    private CrossSessionAccess erasure() {
        return right(CrossSessionAccess.Place.ERASURE);
    }

    private static Credential user(String name) {
        return new Credential.Profile(new Alias(name), Bytes.utf8(name));
    }

    /** Named after tenant and user. */
    private static Subject subject(Credential credential) {
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
    private SessionRouter router(PartitionStore partitions) {
        LocalKeyRing fresh = LocalKeyRing.open(rootKeyset(), keys(), new SecureRandom());
        return new SessionRouter(new RouterPorts(
                ErasureContract::subject, partitions, anchors(), fresh, ids, incidents(), InstantSource.system()));
    }

    private SessionInfo session(Credential of, String text) {
        try (Session session = router.create(of, place, null, DAY)) {
            session.append(Kind.NOTE, Bytes.utf8(text), BY);
            return session.info();
        }
    }

    private void put(Knowledge into, String text) {
        into.append(List.of(new Draft(Kind.MEMORY, ids.mint(IdType.RECORD), Bytes.utf8(text), BY)));
    }

    private void fill(Credential of, String text) {
        session(of, text);
        put(router.facts(of, place), text);
    }

    private static List<String> texts(KnowledgeReader of) {
        return of.read(Kind.MEMORY, 0).stream()
                .map(Entry::body)
                .map(Bytes::asUtf8)
                .toList();
    }

    private List<Bytes> wrapped() {
        return keys().names("", "", 1000).stream()
                .map(name -> keys().get(name).orElseThrow())
                .toList();
    }

    @Test
    void everyUsersSessionsFactsAndCollections_areGone_andNothingOfTheNeighbour() throws Exception {
        List<Bytes> before = wrapped();
        SessionInfo anns = session(ANN, "ann's");
        put(router.facts(ANN, anns.id()), "ann's");
        fill(BEN, "ben's");
        put(router.collection(ANN, "guide"), "acme's guide");
        List<Bytes> acmes = new ArrayList<>(wrapped());
        acmes.removeAll(before);
        ring.destroySource(router.facts(ANN, place).partition(), "another session");
        SessionInfo eves = session(EVE, "eve's");
        put(router.facts(EVE, place), "eve's fact");
        put(router.collection(EVE, "guide"), "other's guide");
        for (Bytes key : acmes) {
            assertThat(holds(key.toArray())).isTrue();
        }

        // Two sessions, two partitions of facts, two directories, a collection.
        assertThat(router.eraseTenant(erasure(), ANN)).isEqualTo(7);

        for (Credential acme : List.of(ANN, BEN)) {
            assertThat(router.listAll(acme)).isEmpty();
            assertThat(router.facts(acme, place).read(Kind.MEMORY, 0)).isEmpty();
            assertThat(router.mount(acme, "guide").read(Kind.MEMORY, 0)).isEmpty();
        }
        for (Bytes key : acmes) {
            assertThat(holds(key.toArray())).as("a wrapped key of the tenant's").isFalse();
        }
        assertThat(keys().names("source/", "", 9)).isEmpty();
        assertThat(keys().names("destroyed-source/", "", 9)).isEmpty();
        assertThat(texts(router.facts(EVE, place))).containsExactly("eve's fact");
        assertThat(texts(router.mount(EVE, "guide"))).containsExactly("other's guide");
        try (Session session = router.open(EVE, place, eves.id())) {
            assertThat(session.read(Kind.NOTE)).hasSize(1);
            session.append(Kind.NOTE, Bytes.utf8("more"), BY);
        }
        assertThat(incidents().list(right(CrossSessionAccess.Place.INCIDENTS))).isEmpty();
    }

    @Test
    void whoComesBack_beginsAnew() {
        fill(ANN, "old");
        put(router.collection(ANN, "guide"), "old guide");
        router.eraseTenant(erasure(), ANN);

        fill(ANN, "new");
        put(router.collection(ANN, "guide"), "new guide");
        router.close();
        router = router(partitions());

        assertThat(router.listAll(ANN)).hasSize(1);
        assertThat(texts(router.facts(ANN, place))).containsExactly("new");
        assertThat(texts(router.mount(BEN, "guide"))).containsExactly("new guide");
        assertThat(router.eraseTenant(erasure(), ANN)).isEqualTo(4);
        assertThat(router.eraseTenant(erasure(), ANN)).isZero();
    }

    /** The tenant's key goes first: so a copy of what it wrapped, from whenever, opens nothing. */
    @Test
    void copyOfAPartitionsKey_opensNothingAnyMore() {
        SessionInfo old = session(ANN, "old");
        PartitionId partition = new PartitionId.Session(
                new Scope(subject(ANN).tenant(), subject(ANN).user(), place, old.id()));
        String name = "partition/" + partition.key();
        Bytes copy = keys().get(name).orElseThrow();
        router.eraseTenant(erasure(), ANN);
        session(ANN, "new");

        assertThat(keys().putIfAbsent(name, copy)).isTrue();
        assertThatThrownBy(() -> ring.find(partition)).isInstanceOf(CordonException.Damaged.class);
    }

    @Test
    void sessionInUse_isRefused_andNothingIsDestroyed() {
        fill(BEN, "ben's");
        try (Session session = router.create(ANN, place, null, DAY)) {
            assertThatThrownBy(() -> router.eraseTenant(erasure(), BEN))
                    .isInstanceOfSatisfying(
                            CordonException.Conflict.class,
                            e -> assertThat(e.problem().code()).isEqualTo("session-busy"));
            session.append(Kind.NOTE, Bytes.utf8("goes on"), BY);
        }
        assertThat(texts(router.facts(BEN, place))).containsExactly("ben's");
        assertThat(router.eraseTenant(erasure(), BEN)).isEqualTo(5);
    }

    @Test
    void stoppedHalfway_nothingOpens_andTheNextCallEndsIt() {
        fill(ANN, "ann's");
        fill(BEN, "ben's");
        fill(EVE, "eve's");
        try (SessionRouter dying = router(new DyingStore(partitions(), 2))) {
            assertThatThrownBy(() -> dying.eraseTenant(erasure(), ANN)).isInstanceOf(CordonException.Unavailable.class);
        }
        router.close();
        router = router(partitions());
        session(BEN, "begun meanwhile");

        // Six of before, of which one went, and the two of Ben's new life.
        assertThat(router.eraseTenant(erasure(), ANN)).isEqualTo(7);
        assertThat(router.listAll(BEN)).isEmpty();
        assertThat(keys().names("erasing/", "", 9)).isEmpty();
        assertThat(texts(router.facts(EVE, place))).containsExactly("eve's");
        assertThat(router.listAll(EVE)).hasSize(1);
    }

    /** A process that ends between a partition's key and its records; answers the partition's key. */
    private String stopped(Consumer<SessionRouter> erasure) {
        DyingStore store = new DyingStore(partitions(), 1);
        try (SessionRouter dying = router(store)) {
            assertThatThrownBy(() -> erasure.accept(dying)).isInstanceOf(CordonException.Unavailable.class);
        }
        router.close();
        router = router(partitions());
        return store.undone();
    }

    /** Which destructions a call asks the store for, by the partitions' keys. */
    private List<String> destroyedBy(Consumer<SessionRouter> erasure) {
        List<String> destroyed = new ArrayList<>();
        for (int at = 1; ; at++) {
            DyingStore store = new DyingStore(partitions(), at);
            try (SessionRouter dying = router(store)) {
                erasure.accept(dying);
                return destroyed;
            } catch (CordonException.Unavailable e) {
                destroyed.add(store.undone());
            }
        }
    }

    private boolean isStored(PartitionId partition) {
        Optional<PartitionLog> log = partitions().open(partition, PartitionStore.Access.READ);
        log.ifPresent(PartitionLog::close);
        return log.isPresent();
    }

    @Test
    void factsStoppedHalfway_showNothing_andTheNextCallEndsIt() {
        put(router.facts(ANN, place), "old");
        PartitionId first = router.facts(ANN, place).partition();
        stopped(dying -> dying.eraseFacts(ANN, place));
        assertThat(isStored(first)).isTrue();
        put(router.facts(ANN, place), "begun meanwhile");

        router.eraseFacts(ANN, place);

        assertThat(isStored(first)).isFalse();
        assertThat(texts(router.facts(ANN, place))).isEmpty();
    }

    @Test
    void directoryStoppedHalfway_showsNothing_andTheNextCallEndsIt() {
        router.erase(ANN, session(ANN, "gone").id());
        String first = stopped(dying -> dying.eraseDirectory(ANN));
        assertThat(destroyedBy(dying -> dying.eraseDirectory(ANN))).contains(first);
    }

    @Test
    void sessionAndFactsStoppedHalfway_areEndedBeforeTheirTenantGoes() {
        SessionInfo old = session(ANN, "old");
        put(router.facts(ANN, place), "old");
        PartitionId facts = router.facts(ANN, place).partition();
        PartitionId session = new PartitionId.Session(
                new Scope(subject(ANN).tenant(), subject(ANN).user(), place, old.id()));
        stopped(dying -> dying.erase(ANN, old.id()));
        stopped(dying -> dying.eraseFacts(ANN, place));
        assertThat(List.of(isStored(session), isStored(facts))).containsOnly(true);

        router.endErasures(ANN, List.of(place));

        assertThat(List.of(isStored(session), isStored(facts))).containsOnly(false);
    }

    @Test
    void workspaceWithoutFacts_erased_staysAsItIs() {
        PartitionId before = router.facts(ANN, place).partition();
        router.eraseFacts(ANN, place);
        assertThat(router.facts(ANN, place).partition()).isEqualTo(before);
    }

    /** As an older version let people name it; and a name of every length has a second life. */
    @Test
    void collectionsOfAnyName_liveAndBeginAnew() {
        List<String> names = List.of("Guide (2)", "n".repeat(255));
        names.forEach(name -> put(router.collection(ANN, name), "old"));
        router.eraseTenant(erasure(), ANN);
        for (String name : names) {
            put(router.collection(ANN, name), "new of " + name);
            assertThat(texts(router.mount(BEN, name))).containsExactly("new of " + name);
            String later =
                    ((PartitionId.Collection) router.collection(ANN, name).partition()).name();
            assertThatThrownBy(() -> router.collection(BEN, later)).isInstanceOf(CordonException.BadInput.class);
        }
    }

    @Test
    void readerOfATenantWhoseErasureStops_isClosed() {
        SessionInfo anns = session(ANN, "ann's");
        try (SessionRouter dying = router(new DyingStore(partitions(), 1));
                SessionReader reader = dying.openForReading(ANN, anns.id())) {
            assertThatThrownBy(() -> dying.eraseTenant(erasure(), ANN)).isInstanceOf(CordonException.Unavailable.class);
            assertThatThrownBy(() -> reader.read(Kind.NOTE)).isInstanceOf(CordonException.class);
        }
    }

    @Test
    void rightOfAnotherPlace_isRefused() {
        fill(ANN, "ann's");
        assertThatThrownBy(() -> router.eraseTenant(right(CrossSessionAccess.Place.INCIDENTS), ANN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(router.listAll(ANN)).hasSize(1);
    }

    @Test
    void factsOfASession_goFromCopiesOfThePartitionToo_andThoseOfOthersStay() throws Exception {
        SessionInfo one = session(ANN, "one");
        SessionInfo two = session(ANN, "two");
        put(router.facts(ANN, one.id()), "of one");
        put(router.facts(ANN, two.id()), "of two");
        put(router.facts(ANN, one.id()), "of one again");
        put(router.facts(ANN, place), "of nobody");
        PartitionId facts = router.facts(ANN, place).partition();
        List<SealedRow> copy = copy(facts);
        assertThat(opened(facts, copy)).containsExactly("of one", "of two", "of one again", "of nobody");
        String name = keys().names("source/", "", 9).stream()
                .filter(key -> key.endsWith(sessionKey(one)))
                .findFirst()
                .orElseThrow();
        byte[] wrapped = keys().get(name).orElseThrow().toArray();

        assertThat(router.eraseFactsOf(ANN, one.id())).isEqualTo(2);

        assertThat(texts(router.facts(ANN, place))).containsExactly("of two", "of nobody");
        assertThat(opened(facts, copy)).containsExactly("of two", "of nobody");
        assertThat(holds(wrapped)).isFalse();
        assertThat(router.eraseFactsOf(ANN, one.id())).isZero();
        put(router.facts(ANN, one.id()), "of one, later");
        assertThat(texts(router.facts(ANN, place))).containsExactly("of two", "of nobody", "of one, later");
        assertThat(opened(facts, copy)).containsExactly("of two", "of nobody");
        assertThat(incidents().list(right(CrossSessionAccess.Place.INCIDENTS))).isEmpty();
    }

    /** A crash after the key: the rows stand and are nobody's. */
    @Test
    void keyWithoutItsRowsErased_showsNothing_andTheNextCallEndsIt() {
        SessionInfo one = session(ANN, "one");
        put(router.facts(ANN, one.id()), "of one");
        put(router.facts(ANN, place), "of nobody");
        PartitionId facts = router.facts(ANN, place).partition();
        ring.destroySource(facts, sessionKey(one));
        assertThat(texts(router.facts(ANN, place))).containsExactly("of nobody");
        assertThat(router.eraseFactsOf(ANN, one.id())).isEqualTo(1);
        assertThat(copy(facts).stream().filter(row -> row.sealed() == null)).hasSize(1);
    }

    /** As where the key store is put back from a copy that is older than the facts. */
    @Test
    void keyThatIsLost_isDamage_andNoErasure() {
        SessionInfo one = session(ANN, "one");
        SessionInfo two = session(ANN, "two");
        put(router.facts(ANN, one.id()), "of one");
        put(router.facts(ANN, two.id()), "of two");
        PartitionId facts = router.facts(ANN, place).partition();
        assertThat(keys().delete("source/" + facts.key() + "/" + sessionKey(one)))
                .isTrue();

        for (int round = 0; round < 2; round++) {
            assertThatThrownBy(() -> texts(router.facts(ANN, place)))
                    .isInstanceOfSatisfying(
                            CordonException.Damaged.class,
                            e -> assertThat(e.problem().code()).isEqualTo("source-key-missing"));
            // With a key of the same name, it is told, too.
            put(router.facts(ANN, one.id()), "later");
        }
        assertThat(incidents().list(right(CrossSessionAccess.Place.INCIDENTS))).isNotEmpty();
        assertThat(router.eraseFactsOf(ANN, one.id())).isEqualTo(3);
        assertThat(texts(router.facts(ANN, place))).containsExactly("of two");
    }

    @Test
    void anothersSession_givesNothing_andLosesNothing() {
        SessionInfo anns = session(ANN, "ann's");
        put(router.facts(ANN, anns.id()), "of ann's");
        for (Credential other : List.of(BEN, EVE)) {
            assertThatThrownBy(() -> router.facts(other, anns.id())).isInstanceOf(CordonException.NotFound.class);
            assertThatThrownBy(() -> router.eraseFactsOf(other, anns.id()))
                    .isInstanceOf(CordonException.NotFound.class);
        }
        assertThat(texts(router.facts(ANN, place))).containsExactly("of ann's");
    }

    private String sessionKey(SessionInfo of) {
        return new PartitionId.Session(
                        new Scope(subject(ANN).tenant(), subject(ANN).user(), place, of.id()))
                .key();
    }

    /** As a backup has it. */
    private List<SealedRow> copy(PartitionId partition) {
        try (PartitionLog log =
                partitions().open(partition, PartitionStore.Access.READ).orElseThrow()) {
            return log.read(1, Long.MAX_VALUE);
        }
    }

    private List<String> opened(PartitionId partition, List<SealedRow> rows) {
        SealedRecords records =
                new SealedRecords(partition, ring.find(partition).orElseThrow(), ring);
        return rows.stream()
                .flatMap(row -> records.read(row).stream())
                .map(entry -> entry.body().asUtf8())
                .toList();
    }
}
