package dev.cordon.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Scope;
import dev.cordon.core.Session;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.SessionReader;
import dev.cordon.core.SessionRouter;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** An erasure that is stopped anywhere is ended by a later one, and nothing of the neighbours goes (C17). */
abstract class StoppedErasureContract extends ErasureBench {
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

    boolean isStored(PartitionId partition) {
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
    void readerOfATenantWhoseErasureStops_isClosed() {
        SessionInfo anns = session(ANN, "ann's");
        try (SessionRouter dying = router(new DyingStore(partitions(), 1));
                SessionReader reader = dying.openForReading(ANN, anns.id())) {
            assertThatThrownBy(() -> dying.eraseTenant(erasure(), ANN)).isInstanceOf(CordonException.Unavailable.class);
            assertThatThrownBy(() -> reader.read(Kind.NOTE)).isInstanceOf(CordonException.class);
        }
    }

    /** What the test looks at after each stop. */
    private interface Aftermath {
        void look(Credential user, Set<PartitionId> touched);
    }

    /**
     * Stops {@code erasure} before its first durable step, its second, and so on, until it ends, each time of another
     * user of Ann's tenant; answers how many stops there were.
     */
    private int stopEverywhere(
            Consumer<Credential> before, BiConsumer<SessionRouter, Credential> erasure, Aftermath after) {
        for (int at = 1; ; at++) {
            Credential user = user("acme-user" + at);
            before.accept(user);
            MortalSteps steps = new MortalSteps(at);
            boolean ends = true;
            try (SessionRouter dying = router(steps.of(partitions()), steps.of(keys()), steps.of(anchors()))) {
                erasure.accept(dying, user);
            } catch (CordonException.Unavailable e) {
                ends = false;
            }
            router.close();
            router = router(partitions());
            after.look(user, steps.touched());
            if (ends) {
                return at - 1;
            }
        }
    }

    /** A session, what it gave to the facts, what a person gave, and the directory. */
    private void live(Credential user) {
        put(router.facts(user, session(user, "a note").id()), "of a session");
        put(router.facts(user, place), "of a person");
    }

    private void eraseUser(SessionRouter by, Credential user) {
        by.listAll(user).forEach(info -> by.erase(user, info.id()));
        by.eraseFacts(user, place);
        by.eraseDirectory(user);
    }

    private List<PartitionId> stored(Set<PartitionId> partitions) {
        return partitions.stream().filter(this::isStored).toList();
    }

    private List<String> marks() {
        return keys().names("erasing-partition/", "", 99);
    }

    private boolean hasKey(PartitionId partition) {
        return keys().get("partition/" + partition.key()).isPresent();
    }

    private void requireWhole(Credential neighbour) {
        assertThat(texts(router.facts(neighbour, place))).containsExactly("of a session", "of a person");
        assertThat(router.listAll(neighbour)).singleElement().satisfies(info -> {
            try (SessionReader reader = router.openForReading(neighbour, info.id())) {
                assertThat(reader.read(Kind.NOTE)).hasSize(1);
            }
        });
    }

    private void requireNoIncident() {
        assertThat(incidents().list(right(CrossSessionAccess.Place.INCIDENTS))).isEmpty();
    }

    @Test
    void userStoppedAnywhere_isEndedByTheirNextCall() {
        live(ANN);
        live(EVE);
        int stops = stopEverywhere(this::live, this::eraseUser, (user, touched) -> {
            eraseUser(router, user);
            assertThat(stored(touched)).isEmpty();
            assertThat(marks()).isEmpty();
        });
        assertThat(stops).isGreaterThan(12);
        requireWhole(ANN);
        requireWhole(EVE);
        requireNoIncident();
    }

    /** Nobody shows their credential any more: their tenant is erased without it. */
    @Test
    void userStoppedAnywhere_whomNobodyNames_goesWithTheirTenant() {
        live(EVE);
        int stops = stopEverywhere(this::live, this::eraseUser, (user, touched) -> {
            router.eraseTenant(erasure(), ANN);
            assertThat(stored(touched)).isEmpty();
            assertThat(marks()).isEmpty();
        });
        assertThat(stops).isGreaterThan(12);
        requireWhole(EVE);
        requireNoIncident();
    }

    /** What has its key is not being erased: who it belongs to may go on with it (C18). */
    @Test
    void userStoppedAnywhere_whomNobodyNames_isEndedByWhoErasesNext_asFarAsTheirKeysAreGone() {
        live(ANN);
        live(EVE);
        int[] ended = {0};
        stopEverywhere(this::live, this::eraseUser, (user, touched) -> {
            List<PartitionId> alive = touched.stream().filter(this::hasKey).toList();
            assertThat(router.endErasures(erasure(), EVE)).isZero();
            ended[0] += router.endErasures(erasure(), ANN);
            assertThat(stored(touched))
                    .containsExactlyInAnyOrderElementsOf(alive)
                    .allMatch(this::hasKey);
            assertThat(router.endErasures(erasure(), ANN)).isZero();
            router.listAll(user).stream()
                    .filter(info -> stored(touched).contains(partition(user, info)))
                    .forEach(info -> {
                        try (Session session = router.open(user, place, info.id())) {
                            assertThat(session.read(Kind.NOTE)).hasSize(1);
                        }
                    });
            eraseUser(router, user);
            assertThat(stored(touched)).isEmpty();
            assertThat(marks()).isEmpty();
        });
        assertThat(ended[0]).isGreaterThan(5);
        requireWhole(ANN);
        requireWhole(EVE);
        requireNoIncident();
    }

    private PartitionId partition(Credential of, SessionInfo info) {
        return new PartitionId.Session(
                new Scope(subject(of).tenant(), subject(of).user(), place, info.id()));
    }

    /** Who begins anew, without having asked for the end of anything, is kept from nothing. */
    @Test
    void userStoppedAnywhere_mayBeginAnew() {
        stopEverywhere(this::live, this::eraseUser, (user, _) -> {
            router.listAll(user);
            SessionInfo begun = session(user, "begun");
            router.facts(user, place).read(Kind.MEMORY, 0);
            put(router.facts(user, begun.id()), "begun");
            assertThat(texts(router.facts(user, place))).endsWith("begun");
            eraseUser(router, user);
        });
        requireNoIncident();
    }

    @Test
    void sessionAndItsFactsStoppedAnywhere_areEndedByTheSameAgain_andNoOtherGoes() {
        live(ANN);
        int stops = stopEverywhere(
                user -> {
                    live(user);
                    SessionInfo going = session(user, "going");
                    put(router.facts(user, going.id()), "of the one that goes");
                    put(router.facts(user, going.id()), "of the one that goes, too");
                },
                this::eraseSecondWithFacts,
                (user, touched) -> {
                    eraseSecondWithFacts(router, user);
                    requireWhole(user);
                    assertThat(stored(touched)).noneMatch(PartitionId.Session.class::isInstance);
                    String given =
                            "source/" + router.facts(user, place).partition().key() + "/";
                    assertThat(keys().names(given, "", 9)).hasSize(1);
                    assertThat(marks()).isEmpty();
                });
        assertThat(stops).isGreaterThan(6);
        requireWhole(ANN);
        requireNoIncident();
    }

    private void eraseSecondWithFacts(SessionRouter by, Credential user) {
        by.listAll(user).stream().skip(1).forEach(info -> {
            by.eraseFactsOf(user, info.id());
            by.erase(user, info.id());
        });
    }
}
