package dev.cordon.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Scope;
import dev.cordon.core.Session;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.spi.SealedRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An erasure takes everything of whom it names, a tenant or the session that facts came from, and nothing of the
 * neighbours (C17), on every store.
 */
public abstract class ErasureContract extends StoppedErasureContract {
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
}
