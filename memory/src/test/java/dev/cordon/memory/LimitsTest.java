package dev.cordon.memory;

import static dev.cordon.memory.MemoryHome.DEV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs at and past the edges, against the real store. */
class LimitsTest {
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

    @Test
    void largestText_isRememberedFoundAndForgotten_andOneByteMoreIsNot() {
        String largest = "apple " + "lorem ipsum ".repeat(MemorySettings.MOST_TEXT_BYTES / 12 - 1);
        largest = largest + "x".repeat(MemorySettings.MOST_TEXT_BYTES - largest.length());
        MemoryItem item = memory.remember(Remember.working(largest)).item();
        assertThat(memory.get(item.id()).text()).isEqualTo(largest);
        assertThat(memory.recall(Query.of("apple")).hits()).hasSize(1);
        String past = largest + "x";
        assertThatThrownBy(() -> memory.remember(Remember.working(past))).isInstanceOf(CordonException.BadInput.class);
        memory.forget(Selector.id(item.id()));
        assertThat(memory.recall(Query.of("apple")).hits()).isEmpty();
    }

    @Test
    void deepJson_isATextLikeAnyOther() {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        MemoryItem item = memory.remember(Remember.working(deep)).item();
        assertThat(memory.get(item.id()).text()).isEqualTo(deep);
    }

    @Test
    void queryOf1MB_andHugeK_areRefused() {
        assertBad(() -> Query.of("word ".repeat(200_000)), "query-too-long");
        assertBad(() -> Query.of("x").most(1_000_000_000), "bad-k");
        assertBad(() -> Query.of("x").most(0), "bad-k");
        assertBad(() -> new Selector.ById(Set.of()), "bad-forget");
        assertBad(() -> new Summarize("x", List.of()), "bad-summary");
        assertThat(memory.recall(Query.of("word ".repeat(6_500))).hits()).isEmpty();
    }

    private static void assertBad(ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CordonException.BadInput.class,
                        e -> assertThat(e.problem().code()).isEqualTo(code));
    }

    @Test
    void queryInLuceneSyntax_isWords() {
        memory.remember(Remember.working("apple pie"));
        assertThat(memory.recall(Query.of("id:* OR text:[a TO z] +apple -pie \""))
                        .hits())
                .hasSize(1);
        assertThat(memory.recall(Query.of("app*")).hits()).isEmpty();
    }

    @Test
    void duplicateIds_countOnce() {
        String id = memory.remember(Remember.working("apple")).item().id();
        MemoryItem summary =
                memory.summarize(new Summarize("fruit", List.of(id, id, id))).item();
        assertThat(summary.summarizes()).containsExactly(id);
    }

    @Test
    void recordFromTheFuture_doesNotStopTheClock() {
        home.later(Duration.ofDays(1));
        String future = memory.remember(Remember.working("apple")).item().id();
        home.later(Duration.ofDays(-1));
        session = home.reopened(session);
        memory = home.memory(session);
        assertThat(memory.get(future).text()).isEqualTo("apple");
        MemoryItem now = memory.remember(Remember.working("pear")).item();
        assertThat(memory.get(now.id()).text()).isEqualTo("pear");
    }

    @Test
    void recordThatIsNoItem_isDamage_andNotRead() {
        session.append(Kind.MEMORY, Bytes.utf8("?"), DEV.author());
        assertThatThrownBy(() -> memory.list(Filter.ALL)).isInstanceOf(CordonException.Damaged.class);
    }

    @Test
    void settingsWithoutSense_areNone() {
        MemorySettings usual = MemorySettings.DEFAULT;
        assertThatThrownBy(() -> usual.limited(MemorySettings.MOST_TEXT_BYTES + 1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> usual.expiring(Duration.ZERO, Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> usual.summarizing(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
