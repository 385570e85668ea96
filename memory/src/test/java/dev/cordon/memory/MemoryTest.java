package dev.cordon.memory;

import static dev.cordon.memory.MemoryHome.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Kind;
import dev.cordon.core.Rule;
import dev.cordon.core.Session;
import dev.cordon.core.SessionReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
    @TempDir
    Path temp;

    private MemoryHome home;
    private Session session;
    private Memory memory;

    @BeforeEach
    void openHome() {
        home = new MemoryHome(temp);
        session = home.session("repo");
        memory = home.memory(session);
    }

    @AfterEach
    void closeHome() {
        session.close();
        home.close();
    }

    private String remember(String text) {
        return memory.remember(Remember.working(text)).item().id();
    }

    private List<String> texts() {
        return memory.list(Filter.ALL).stream().map(MemoryItem::text).toList();
    }

    private List<String> found(String query) {
        return memory.recall(Query.of(query)).hits().stream()
                .map(hit -> hit.item().text())
                .toList();
    }

    @Test
    void remembered_isReadAfterRestart_withWhoWroteIt() {
        String id = home.memory(session, MODEL)
                .remember(Remember.working("the tests run with make check"))
                .item()
                .id();
        session = home.reopened(session);
        MemoryItem item = home.memory(session).get(id);
        assertThat(item.text()).isEqualTo("the tests run with make check");
        assertThat(item.kind()).isEqualTo(MemoryKind.WORKING);
        assertThat(item.provenance().author()).isEqualTo(Author.model("m1"));
        assertThat(item.sources()).containsExactly("model:m1");
    }

    @Test
    void nothingOfIt_liesOnDiskInPlainText() {
        remember("zanzibar-quokka");
        assertThat(home.diskHolds("zanzibar-quokka")).isFalse();
    }

    @Test
    void recall_findsByWords_bestFirst_andSaysWhy() {
        remember("the database is PostgreSQL on port 5432");
        remember("lunch is at noon");
        remember("database migrations are run by flyway against the database");
        Recalled recalled = memory.recall(Query.of("which database?"));
        assertThat(recalled.hits())
                .extracting(hit -> hit.item().text())
                .containsExactlyInAnyOrder(
                        "the database is PostgreSQL on port 5432",
                        "database migrations are run by flyway against the database");
        Hit first = recalled.hits().getFirst();
        assertThat(first.why()).containsExactly(new Why.Text(1, List.of("database")));
        assertThat(first.score()).isEqualTo(1 / 61.0);
        assertThat(recalled.searched()).isEqualTo("words only: no embedder is configured");
    }

    @Test
    void recallWithoutAHit_isEmpty() {
        remember("one");
        assertThat(found("something else")).isEmpty();
        assertThat(found("")).isEmpty();
        assertThat(found("?!")).isEmpty();
    }

    @Test
    void filters_narrowByKindSourceAndAge() {
        remember("apple old");
        home.later(Duration.ofHours(2));
        home.memory(session, MODEL).remember(Remember.working("apple new"));
        Query apple = Query.of("apple");
        assertThat(hits(apple.only(Filter.of(MemoryKind.SCRATCH)))).isEmpty();
        assertThat(hits(apple.only(Filter.ALL.withSources(Set.of("model:m1"))))).containsExactly("apple new");
        assertThat(hits(apple.only(Filter.ALL.older(Duration.ofHours(1))))).containsExactly("apple old");
        assertThat(hits(apple.only(Filter.ALL.younger(Duration.ofHours(1))))).containsExactly("apple new");
        assertThat(hits(apple)).hasSize(2);
        assertThat(hits(apple.most(1))).hasSize(1);
    }

    private List<String> hits(Query query) {
        return memory.recall(query).hits().stream()
                .map(hit -> hit.item().text())
                .toList();
    }

    @Test
    void forgotten_isGone_fromListRecallAndStore() {
        String id = remember("apple one");
        remember("apple two");
        assertThat(found("apple")).hasSize(2);
        assertThat(memory.forget(Selector.id(id))).isEqualTo(1);
        assertThat(found("apple")).containsExactly("apple two");
        assertThat(texts()).containsExactly("apple two");
        assertThatThrownBy(() -> memory.get(id)).isInstanceOf(CordonException.NotFound.class);
        assertThatThrownBy(() -> memory.forget(Selector.id(id))).isInstanceOf(CordonException.NotFound.class);
        assertThat(session.history(id)).isEmpty();
    }

    @Test
    void forgetting_byKindAgeAndSource() {
        remember("old");
        home.later(Duration.ofHours(2));
        home.memory(session, MODEL).remember(Remember.working("by the model"));
        remember("new");
        assertThat(memory.forget(Selector.matching(Filter.ALL.older(Duration.ofHours(1)))))
                .isEqualTo(1);
        assertThat(texts()).containsExactly("by the model", "new");
        assertThat(memory.forget(Selector.matching(Filter.ALL.withSources(Set.of("model:m1")))))
                .isEqualTo(1);
        assertThat(memory.forget(Selector.matching(Filter.of(MemoryKind.SCRATCH))))
                .isZero();
        assertThat(texts()).containsExactly("new");
    }

    @Test
    void oneUnknownId_forgetsNothing() {
        String id = remember("stays");
        String unknown = home.session("repo")
                .append(Kind.NOTE, Bytes.utf8("x"), MODEL.author())
                .id();
        assertThatThrownBy(() -> memory.forget(new Selector.ById(Set.of(id, unknown))))
                .isInstanceOf(CordonException.NotFound.class);
        assertThat(texts()).containsExactly("stays");
    }

    @Test
    void recordOfAnotherKind_isNoMemory() {
        String note =
                session.append(Kind.NOTE, Bytes.utf8("apple"), MODEL.author()).id();
        assertThatThrownBy(() -> memory.get(note)).isInstanceOf(CordonException.NotFound.class);
        assertThatThrownBy(() -> memory.forget(Selector.id(note))).isInstanceOf(CordonException.NotFound.class);
        assertThat(session.get(note)).isNotNull();
    }

    @Test
    void idleItem_isUnreadableAtOnce_andErasedByTheNextWrite() {
        String id = remember("apple");
        home.later(home.settings.idle());
        assertThatThrownBy(() -> memory.get(id)).isInstanceOf(CordonException.NotFound.class);
        assertThat(texts()).isEmpty();
        assertThat(found("apple")).isEmpty();
        assertThat(session.history(id)).isNotEmpty();
        remember("pear");
        assertThat(session.history(id)).isEmpty();
    }

    @Test
    void read_beginsTheIdleTimeAnew_uptoTheAbsoluteEnd() {
        String id = remember("apple");
        Duration step = home.settings.idle().minusMinutes(1);
        for (Duration passed = step; passed.compareTo(home.settings.absolute()) < 0; passed = passed.plus(step)) {
            home.later(step);
            assertThat(memory.get(id).text()).isEqualTo("apple");
        }
        home.later(step);
        assertThatThrownBy(() -> memory.get(id)).isInstanceOf(CordonException.NotFound.class);
    }

    @Test
    void recallAndList_keepAlive_too_andOverARestart() {
        remember("apple");
        remember("pear");
        Duration half = home.settings.idle().dividedBy(2);
        home.later(half);
        assertThat(found("apple")).hasSize(1);
        session = home.reopened(session);
        memory = home.memory(session);
        home.later(half);
        assertThat(texts()).containsExactly("apple");
    }

    @Test
    void manyReads_writeFewRecords() {
        String id = remember("apple");
        long before = session.head().sequence();
        for (int i = 0; i < 1000; i++) {
            memory.get(id);
            home.later(home.settings.idle().dividedBy(1000));
        }
        assertThat(session.head().sequence() - before).isBetween(8L, 10L);
    }

    @Test
    void recordsOfUse_areFolded() {
        home.settings = home.settings.expiring(Duration.ofHours(10), Duration.ofDays(20));
        memory = home.memory(session);
        String id = remember("apple");
        for (int i = 0; i < 70; i++) {
            home.later(home.settings.idle().dividedBy(10));
            memory.get(id);
            memory.sweep();
        }
        assertThat(session.read(Kind.MEMORY_TOUCH).size()).isLessThan(10);
        assertThat(memory.get(id).text()).isEqualTo("apple");
    }

    @Test
    void endThatFallsIntoARead_isNotPutOffByIt() {
        Duration idle = home.settings.idle();
        for (int look = 1; look <= 6; look++) {
            String id = remember("apple " + look);
            home.later(idle.dividedBy(2));
            AtomicInteger left = new AtomicInteger(look);
            home.beforeLook = () -> {
                if (left.decrementAndGet() == 0) {
                    home.later(idle);
                }
            };
            try {
                memory.get(id);
            } catch (CordonException.NotFound e) {
                // It ended before the read looked.
            }
            home.beforeLook = () -> {};
            home.later(left.get() > 0 ? idle : Duration.ZERO);
            assertThatThrownBy(() -> memory.get(id))
                    .as("ended before look " + look)
                    .isInstanceOf(CordonException.NotFound.class);
        }
    }

    @Test
    void clockThatWasSetBack_revivesNothing() {
        home.settings = home.settings.expiring(Duration.ofHours(1), Duration.ofHours(2));
        memory = home.memory(session);
        String id = remember("apple");
        home.later(Duration.ofMinutes(30));
        String other = remember("pear");
        home.later(Duration.ofMinutes(30));
        memory.get(other);
        assertThat(session.history(id)).isNotEmpty();
        home.later(Duration.ofHours(-1));
        session = home.reopened(session);
        assertThatThrownBy(() -> home.memory(session).get(id)).isInstanceOf(CordonException.NotFound.class);
    }

    @Test
    void longerTimes_inTheConfiguration_reviveNothing() {
        home.settings = home.settings.expiring(Duration.ofHours(1), Duration.ofHours(2));
        memory = home.memory(session);
        String id = remember("apple");
        home.later(Duration.ofHours(1));
        home.settings = home.settings.expiring(Duration.ofHours(10), Duration.ofHours(20));
        MemoryView view = MemoryView.of(session, home.parts(), Optional.empty(), List.of());
        assertThatThrownBy(() -> view.get(id)).isInstanceOf(CordonException.NotFound.class);
    }

    @Test
    void viewBesideTheWriter_seesItsWrites_andKeepsNothingAlive() {
        try (SessionReader reader =
                home.router().openForReading(MemoryHome.ME, session.info().id())) {
            MemoryView view = MemoryView.of(reader, home.parts(), Optional.empty(), List.of());
            String id = remember("apple");
            assertThat(view.recall(Query.of("apple")).hits()).hasSize(1);
            long before = session.head().sequence();
            home.later(home.settings.idle().minusSeconds(1));
            assertThat(view.get(id).text()).isEqualTo("apple");
            assertThat(session.head().sequence()).isEqualTo(before);
            memory.forget(Selector.id(id));
            assertThat(view.recall(Query.of("apple")).hits()).isEmpty();
        }
    }

    @Test
    void scratch_isItsTasksAlone_andDiesWithIt() {
        String task = home.task();
        Memory inTask = home.memory(session, MODEL.forTask(task));
        String id = inTask.remember(Remember.scratch("apple step")).item().id();
        Memory inOther = home.memory(session, MODEL.forTask(home.task()));
        assertThat(inTask.recall(Query.of("apple")).hits()).hasSize(1);
        assertThat(inOther.recall(Query.of("apple")).hits()).isEmpty();
        assertThat(texts()).isEmpty();
        assertThatThrownBy(() -> inOther.get(id)).isInstanceOf(CordonException.NotFound.class);
        assertThatThrownBy(() -> inOther.forget(Selector.id(id))).isInstanceOf(CordonException.NotFound.class);
        assertThat(Scratch.end(session, task, MODEL.author())).isEqualTo(1);
        assertThatThrownBy(() -> inTask.get(id)).isInstanceOf(CordonException.NotFound.class);
        assertThat(session.history(id)).isEmpty();
    }

    @Test
    void scratchWithoutATask_andDurableWithoutAPerson_areRefused() {
        assertRefused(Remember.scratch("x"), "scratch-needs-task");
        assertRefused(new Remember(MemoryKind.DURABLE, "x"), "durable-needs-person");
        assertThat(texts()).isEmpty();
    }

    private void assertRefused(Remember request, String code) {
        assertThatThrownBy(() -> memory.remember(request)).isInstanceOfSatisfying(CordonException.Refused.class, e -> {
            assertThat(e.problem().code()).isEqualTo(code);
            assertThat(e.problem().citedRule()).contains(Rule.C7);
        });
    }

    @Test
    void closedSession_remembersAndTellsNothing() {
        String id = remember("apple");
        session.close();
        assertThatThrownBy(() -> remember("pear")).isInstanceOf(CordonException.NotFound.class);
        assertThatThrownBy(() -> memory.get(id)).isInstanceOf(CordonException.NotFound.class);
        assertThatThrownBy(() -> memory.recall(Query.of("apple"))).isInstanceOf(CordonException.NotFound.class);
    }

    @Test
    void scratchOfAnotherTask_takesNoPlaceAmongTheHits() {
        Memory other = home.memory(session, MODEL.forTask(home.task()));
        other.remember(Remember.scratch("apple apple apple"));
        Memory memory = home.memory(session);
        memory.remember(new Remember(MemoryKind.WORKING, "an apple among many other words about fruit"));
        assertThat(memory.recall(Query.of("apple").most(1)).hits())
                .extracting(hit -> hit.item().text())
                .containsExactly("an apple among many other words about fruit");
    }
}
