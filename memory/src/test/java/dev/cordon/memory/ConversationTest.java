package dev.cordon.memory;

import static dev.cordon.memory.MemoryHome.DEV;
import static dev.cordon.memory.MemoryHome.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Session;
import dev.cordon.memory.Conversation.Role;
import dev.cordon.memory.Conversation.Turn;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationTest {
    @TempDir
    Path temp;

    private MemoryHome home;
    private Session session;

    @BeforeEach
    void openHome() {
        home = new MemoryHome(temp);
        session = home.session("repo");
    }

    @AfterEach
    void closeHome() {
        session.close();
        home.close();
    }

    @Test
    void turns_areReplayedInOrder_afterARestart_withWhoSpoke() {
        new Conversation(session, home.parts(), DEV).add(Role.USER, "fix the login");
        new Conversation(session, home.parts(), MODEL).add(Role.ASSISTANT, "which one?");
        new Conversation(session, home.parts(), DEV).add(Role.USER, "the web one");
        session = home.reopened(session);
        Conversation conversation = new Conversation(session, home.parts(), DEV);
        assertThat(conversation.replay())
                .extracting(Turn::text)
                .containsExactly("fix the login", "which one?", "the web one");
        assertThat(conversation.replay()).extracting(Turn::role).containsExactly(Role.USER, Role.ASSISTANT, Role.USER);
        assertThat(conversation.replay().get(1).item().provenance().author()).isEqualTo(MODEL.author());
    }

    @Test
    void conversationOfATask_isNoOtherTasks_norAnotherSessions_norMemory() {
        String task = home.task();
        new Conversation(session, home.parts(), DEV.forTask(task)).add(Role.USER, "apple");
        assertThat(new Conversation(session, home.parts(), DEV.forTask(home.task())).replay())
                .isEmpty();
        assertThat(new Conversation(session, home.parts(), DEV).replay()).isEmpty();
        assertThat(home.memory(session).recall(Query.of("apple")).hits()).isEmpty();
        try (Session other = home.session("repo")) {
            assertThat(Conversation.replay(other, task)).isEmpty();
        }
        assertThat(Conversation.replay(session, task)).hasSize(1);
    }

    @Test
    void secrets_areTakenOut_andLimitsHold() {
        home.settings = home.settings.limited(100, 2, 1000, 100);
        Conversation conversation = new Conversation(session, home.parts(), DEV);
        String token = "gh" + "p_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5";
        assertThat(conversation.add(Role.USER, "use " + token).text()).startsWith("use [secret:github-pat:");
        conversation.add(Role.USER, "two");
        assertThatThrownBy(() -> conversation.add(Role.USER, "three")).isInstanceOf(CordonException.Conflict.class);
        assertThatThrownBy(() -> conversation.add(Role.USER, "x".repeat(101)))
                .isInstanceOf(CordonException.BadInput.class);
        assertThat(conversation.forget()).isEqualTo(2);
        assertThat(conversation.replay()).isEmpty();
    }

    @Test
    void whatAnotherWroteOrForgot_countsAtTheNextTurn() {
        home.settings = home.settings.limited(100, 2, 1000, 100);
        Conversation one = new Conversation(session, home.parts(), DEV);
        Conversation other = new Conversation(session, home.parts(), DEV.forTask(home.task()));
        one.add(Role.USER, "first");
        other.add(Role.USER, "second");
        assertThatThrownBy(() -> one.add(Role.USER, "third")).isInstanceOf(CordonException.Conflict.class);
        other.forget();
        assertThat(one.add(Role.USER, "third").text()).isEqualTo("third");
        assertThatThrownBy(() -> other.add(Role.USER, "fourth")).isInstanceOf(CordonException.Conflict.class);
    }

    @Test
    void conversation_endsWithItsSession() {
        Conversation conversation = new Conversation(session, home.parts(), DEV);
        conversation.add(Role.USER, "apple");
        home.later(Duration.ofDays(30));
        assertThatThrownBy(conversation::replay).isInstanceOf(CordonException.NotFound.class);
    }
}
