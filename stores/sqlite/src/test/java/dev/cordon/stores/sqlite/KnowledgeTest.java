package dev.cordon.stores.sqlite;

import static dev.cordon.stores.sqlite.Home.BY;
import static dev.cordon.stores.sqlite.Home.HELLO;
import static dev.cordon.stores.sqlite.Home.HOUR;
import static dev.cordon.stores.sqlite.Home.ME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Alias;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.Draft;
import dev.cordon.core.Head;
import dev.cordon.core.IdType;
import dev.cordon.core.Kind;
import dev.cordon.core.Knowledge;
import dev.cordon.core.KnowledgeReader;
import dev.cordon.core.Session;
import dev.cordon.core.WorkspaceId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What outlives sessions: read by a session, written by a credential only (C7, C12). */
class KnowledgeTest {
    @TempDir
    Path temp;

    private Home home;
    private WorkspaceId repo;

    @BeforeEach
    void openHome() {
        home = new Home(temp.resolve("home"));
        repo = home.workspace("repo");
    }

    @AfterEach
    void closeHome() {
        home.close();
    }

    private String write(Knowledge knowledge) {
        String id = home.store.ids().mint(IdType.RECORD);
        knowledge.append(List.of(new Draft(Kind.MEMORY, id, HELLO, BY)));
        return id;
    }

    @Test
    void facts_areReadByTheUsersSessionsOfTheWorkspace_only() {
        String id = write(home.router().facts(ME, repo));
        home.restart();
        Credential bob = home.profile("bob");
        try (Session mine = home.router().create(ME, repo, null, HOUR);
                Session elsewhere = home.router().create(ME, home.workspace("other"), null, HOUR);
                Session bobs = home.router().create(bob, repo, null, HOUR)) {
            assertThat(mine.facts().find(id)).map(entry -> entry.body()).contains(HELLO);
            assertThat(mine.facts().read(Kind.MEMORY, 0)).hasSize(1);
            assertThat(elsewhere.facts().find(id)).isEmpty();
            assertThat(bobs.facts().read(Kind.MEMORY, 0)).isEmpty();
        }
    }

    @Test
    void head_movesWithEachWriteOfWhomever_andIsGoneWithTheFacts() {
        try (Session session = home.router().create(ME, repo, null, HOUR)) {
            KnowledgeReader facts = session.facts();
            assertThat(facts.head()).isEmpty();
            String id = write(home.router().facts(ME, repo));
            Head written = facts.head().orElseThrow();
            assertThat(facts.head()).contains(written);
            home.router().facts(ME, repo).delete(List.of(id), BY);
            assertThat(facts.head())
                    .hasValueSatisfying(
                            head -> assertThat(head.isAfter(written)).isTrue());
            home.router().eraseFacts(ME, repo);
            assertThat(facts.head()).isEmpty();
            home.later(HOUR);
            assertThatThrownBy(facts::head).isInstanceOf(CordonException.NotFound.class);
        }
    }

    /** Whoever held them when they were erased is told, where else the write would be acknowledged and lost (C18). */
    @Test
    void factsErasedUnderOnesHands_takeNothing_andBeginAnewWhenAskedForAgain() {
        Knowledge held = home.router().facts(ME, repo);
        write(held);
        home.router().eraseFacts(ME, repo);
        assertThatThrownBy(() -> write(held))
                .isInstanceOfSatisfying(
                        CordonException.Refused.class,
                        e -> assertThat(e.problem().code()).isEqualTo("partition-erased"));
        write(home.router().facts(ME, repo));
        assertThat(home.router().facts(ME, repo).read(Kind.MEMORY, 0)).hasSize(1);
        try (Session session = home.router().create(ME, repo, null, HOUR)) {
            assertThat(session.facts().read(Kind.MEMORY, 0)).hasSize(1);
        }
    }

    @Test
    void factsOfAClosedOrExpiredSession_areNotRead() {
        Session session = home.router().create(ME, repo, null, HOUR);
        KnowledgeReader facts = session.facts();
        assertThat(facts.read(Kind.MEMORY, 0)).isEmpty();
        home.later(HOUR);
        assertThatThrownBy(() -> facts.read(Kind.MEMORY, 0)).isInstanceOf(CordonException.NotFound.class);
        assertThatThrownBy(() -> facts.find("rec_x")).isInstanceOf(CordonException.NotFound.class);
        session.close();
    }

    @Test
    void whatASessionGets_isNoWayToWrite() {
        try (Session session = home.router().create(ME, repo, null, HOUR)) {
            assertThat(session.facts()).isNotInstanceOf(Knowledge.class);
            assertThat(home.router().mount(ME, "guide")).isNotInstanceOf(Knowledge.class);
        }
    }

    @Test
    void wrongCredential_andMadeUpWorkspace_openNothing() {
        Credential forged = new Credential.Profile(new Alias("bob"), Bytes.ceded(new byte[32]));
        assertThatThrownBy(() -> home.router().facts(forged, repo)).isInstanceOf(CordonException.Refused.class);
        assertThatThrownBy(() -> home.router().collection(forged, "guide")).isInstanceOf(CordonException.Refused.class);
        assertThatThrownBy(() -> home.router().mount(forged, "guide")).isInstanceOf(CordonException.Refused.class);
        assertThatThrownBy(() -> home.router().facts(ME, new WorkspaceId("ws_" + "0".repeat(39))))
                .isInstanceOf(CordonException.Refused.class);
    }

    @Test
    void deleted_isGone_andReadsAfterASequenceShowOnlyWhatIsNew() {
        Knowledge facts = home.router().facts(ME, repo);
        String one = write(facts);
        String two = write(facts);
        long seen = facts.read(Kind.MEMORY, 0).getFirst().sequence();
        assertThat(facts.read(Kind.MEMORY, seen))
                .extracting(entry -> entry.id())
                .containsExactly(two);
        assertThat(facts.delete(List.of(one, one), BY)).isEqualTo(1);
        assertThat(facts.find(one)).isEmpty();
        assertThat(facts.read(Kind.TOMBSTONE, 0))
                .extracting(entry -> entry.id())
                .containsExactly(one);
    }

    @Test
    void collection_isTheTenants_andEmptyWhereThereIsNone() {
        String id = write(home.router().collection(ME, "guide"));
        Credential bob = home.profile("bob");
        assertThat(home.router().mount(bob, "guide").find(id)).isPresent();
        assertThat(home.router().mount(bob, "other").read(Kind.MEMORY, 0)).isEmpty();
    }
}
