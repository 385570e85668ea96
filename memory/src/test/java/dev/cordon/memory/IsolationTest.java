package dev.cordon.memory;

import static dev.cordon.memory.MemoryHome.MODEL;
import static dev.cordon.memory.MemoryHome.MONTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Problem;
import dev.cordon.core.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No session sees another's memory by any call (C3, C5, C9, C10), whatever the order of things. */
class IsolationTest {
    @TempDir
    Path temp;

    private MemoryHome home;
    private final List<Session> sessions = new ArrayList<>();

    @BeforeEach
    void openHome() {
        home = new MemoryHome(temp);
    }

    @AfterEach
    void closeHome() {
        sessions.forEach(Session::close);
        home.close();
    }

    private Memory memory(Credential who, String workspace) {
        Session session = home.router().create(who, home.workspace(workspace), null, MONTH);
        sessions.add(session);
        return home.memory(session, MODEL);
    }

    @Test
    void foreignItem_isReachedByNoCall_ofSessionsOfAnyKinship() {
        Memory mine = memory(MemoryHome.ME, "repo");
        MemoryItem secret =
                mine.remember(Remember.working("the vault opens at dawn")).item();
        Credential bob = home.profile("bob");
        for (Memory other :
                List.of(memory(MemoryHome.ME, "repo"), memory(MemoryHome.ME, "other"), memory(bob, "repo"))) {
            other.remember(Remember.working("something of my own"));
            assertThat(other.recall(Query.of("vault dawn").most(Query.MOST_HITS))
                            .hits())
                    .isEmpty();
            assertThat(other.recall(Query.of("the").most(Query.MOST_HITS)).hits())
                    .isEmpty();
            assertThat(other.list(Filter.ALL)).extracting(MemoryItem::text).containsExactly("something of my own");
            assertThat(other.list(Filter.ALL.withSources(Set.of("model:m1")))).hasSize(1);
            assertAbsent(() -> other.get(secret.id()));
            assertAbsent(() -> other.forget(Selector.id(secret.id())));
            assertAbsent(() -> other.summarize(new Summarize("x", List.of(secret.id()))));
            other.forget(Selector.matching(Filter.ALL));
        }
        assertThat(mine.get(secret.id())).isEqualTo(secret);
    }

    private static void assertAbsent(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CordonException.NotFound.class,
                        e -> assertThat(e.problem().code()).isEqualTo("record-not-found"));
    }

    @Test
    void foreignForgottenExpiredAndMadeUpIds_areAnsweredAlike() {
        Memory mine = memory(MemoryHome.ME, "repo");
        String expired = mine.remember(Remember.working("expired")).item().id();
        home.later(home.settings.idle());
        String forgotten = mine.remember(Remember.working("forgotten")).item().id();
        mine.forget(Selector.id(forgotten));
        String foreign = memory(MemoryHome.ME, "repo")
                .remember(Remember.working("foreign"))
                .item()
                .id();
        Set<Problem> answers = new HashSet<>();
        for (String id :
                List.of(expired, forgotten, foreign, "rec_" + "0".repeat(39), "../../x", "", "a".repeat(10_000))) {
            assertThatThrownBy(() -> mine.get(id))
                    .isInstanceOfSatisfying(CordonException.NotFound.class, e -> answers.add(e.problem()));
        }
        assertThat(answers).hasSize(1);
    }

    @Test
    void indexThatIsShared_holdsEachPartitionApart_underEviction() throws Exception {
        try (IndexCache tiny = new IndexCache(1)) {
            MemoryParts parts = home.parts(tiny);
            List<Memory> memories = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                memory(MemoryHome.ME, "repo");
                Memory memory = Memory.of(sessions.getLast(), parts, MODEL);
                memory.remember(Remember.working("apple of " + i));
                memories.add(memory);
            }
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 5; i++) {
                    assertThat(memories.get(i)
                                    .recall(Query.of("apple").most(1000))
                                    .hits())
                            .extracting(hit -> hit.item().text())
                            .containsExactly("apple of " + i);
                    assertThat(tiny.size()).isZero();
                }
            }
        }
    }

    /**
     * A model of what each session remembers, beside the real thing, under a seeded order of remembering, forgetting,
     * recalling, expiring, restarting and evicting.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void interleavings_neverMixSessions(long seed) {
        Random random = new Random(seed);
        List<Map<String, String>> models = new ArrayList<>();
        List<Memory> memories = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            memories.add(memory(MemoryHome.ME, i < 2 ? "repo" : "other"));
            models.add(new HashMap<>());
        }
        for (int step = 0; step < 150; step++) {
            int who = random.nextInt(memories.size());
            step(random, who, memories, models);
            int looker = random.nextInt(memories.size());
            assertThat(memories.get(looker).recall(Query.of("apple").most(1000)).hits())
                    .extracting(hit -> hit.item().text())
                    .containsExactlyInAnyOrderElementsOf(models.get(looker).values());
        }
    }

    private void step(Random random, int who, List<Memory> memories, List<Map<String, String>> models) {
        Memory memory = memories.get(who);
        Map<String, String> model = models.get(who);
        int choice = random.nextInt(20);
        if (choice < 11) {
            byte[] word = new byte[9];
            random.nextBytes(word);
            String text = "apple " + who + " " + Base64.getUrlEncoder().encodeToString(word);
            model.put(memory.remember(Remember.working(text)).item().id(), text);
        } else if (choice < 15 && !model.isEmpty()) {
            String id = List.copyOf(model.keySet()).get(random.nextInt(model.size()));
            memory.forget(Selector.id(id));
            model.remove(id);
        } else if (choice < 18) {
            int other = (who + 1 + random.nextInt(memories.size() - 1)) % memories.size();
            List.copyOf(models.get(other).keySet()).forEach(id -> assertAbsent(() -> memory.get(id)));
        } else if (choice == 18) {
            home.indexes.drop(new PartitionId.Session(sessions.get(who).scope()));
        } else {
            Session again = sessions.get(who);
            again.close();
            Session opened = home.router()
                    .open(MemoryHome.ME, again.info().workspace(), again.info().id());
            sessions.set(who, opened);
            memories.set(who, home.memory(opened, MODEL));
        }
    }

    @Test
    void oneTasksScratch_isNoOtherTasks_inOneSession() {
        memory(MemoryHome.ME, "repo");
        Session session = sessions.getLast();
        String one = home.task();
        String two = home.task();
        Memory first = home.memory(session, MODEL.forTask(one));
        Memory second = home.memory(session, MODEL.forTask(two));
        first.remember(Remember.scratch("apple one"));
        second.remember(Remember.scratch("apple two"));
        assertThat(first.recall(Query.of("apple")).hits()).hasSize(1);
        assertThat(second.forget(Selector.matching(Filter.of(MemoryKind.SCRATCH))))
                .isEqualTo(1);
        assertThat(first.list(Filter.ALL)).extracting(MemoryItem::text).containsExactly("apple one");
    }

    /** Equal secrets are equal inside one session only, so a fork hashes what it redacts with a salt of its own. */
    @Test
    void fork_remembersTheSame_andIsAnotherSessionFromThere() {
        Memory mine = memory(MemoryHome.ME, "repo");
        String key = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
        String redacted = mine.remember(Remember.working("token " + key)).item().text();
        Session fork =
                home.router().fork(MemoryHome.ME, sessions.getFirst().info().id(), null, MONTH);
        sessions.add(fork);
        Memory other = home.memory(fork, MODEL);

        assertThat(other.list(Filter.ALL)).extracting(MemoryItem::text).containsExactly(redacted);
        assertThat(other.remember(Remember.working("token " + key)).item().text())
                .isNotEqualTo(redacted);
        other.remember(Remember.working("of the fork"));
        assertThat(mine.list(Filter.ALL)).hasSize(1);
    }
}
