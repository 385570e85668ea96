package dev.cordon.memory;

import static dev.cordon.memory.MemoryHome.DEV;
import static dev.cordon.memory.MemoryHome.ME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cordon.core.CordonException;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model made of a text lies sealed beside it: asked for once, of one model, gone with the text. */
class MeaningTest {
    @TempDir
    Path temp;

    private MemoryHome home;
    private Session session;
    private Axes axes;

    @BeforeEach
    void open() {
        home = new MemoryHome(temp);
        axes = use(new Axes("axes", 3));
        session = home.session("repo");
    }

    @AfterEach
    void close() {
        session.close();
        home.close();
    }

    private Axes use(Axes model) {
        home.embedder = Optional.of(model);
        return model;
    }

    /** What a process that begins now finds, with indexes of its own. */
    private List<String> foundAnew(String query) {
        try (IndexCache fresh = new IndexCache(IndexCache.USUAL_BYTES)) {
            return Memory.of(
                            session,
                            home.parts(fresh),
                            DEV,
                            List.of(home.router().mount(ME, "guide")))
                    .recall(Query.of(query))
                    .hits()
                    .stream()
                    .map(hit -> hit.item().text())
                    .toList();
        }
    }

    private Header stored(String id) {
        return MemoryCodec.read(session.get(id)).header();
    }

    private String add(String text) {
        return home.memory(session).remember(Remember.working(text)).item().id();
    }

    @Test
    void modelThatAnswersFewerThanItWasAsked_givesNoTextAMeaning() {
        Axes model = new Axes("three", 3);
        model.miscounts = true;
        assertThat(Meaning.of(Optional.of(model), List.of("a cat", "an engine")))
                .containsExactly(Optional.empty(), Optional.empty());
    }

    @Test
    void whatWasWritten_isNotAskedForAgain_byAnotherProcess() {
        add("the cat sleeps");
        add("the engine is loud");
        session = home.reopened(session);
        axes.asked.clear();
        assertThat(foundAnew("feline")).containsExactly("the cat sleeps");
        assertThat(axes.asked).containsExactly("feline");
    }

    @Test
    void factsAndCollections_keepTheirs_too() {
        Proposal proposal = home.memory(session).propose("a cat of the house");
        home.desk(session).accept(proposal.id(), proposal.code());
        CollectionDesk desk = new CollectionDesk(name -> home.router().collection(ME, name), home.parts(), "dev");
        Publication publication = desk.prepare("guide", List.of("cats are shared", "bread is not"));
        desk.publish(publication, publication.code());
        axes.asked.clear();
        assertThat(foundAnew("feline")).containsExactlyInAnyOrder("a cat of the house", "cats are shared");
        assertThat(axes.asked).containsExactly("feline");
    }

    @Test
    void fork_takesItAlong() {
        add("the cat sleeps");
        Session forked = home.router().fork(ME, session.info().id(), null, MemoryHome.MONTH);
        session.close();
        session = forked;
        axes.asked.clear();
        assertThat(foundAnew("feline")).containsExactly("the cat sleeps");
        assertThat(axes.asked).containsExactly("feline");
    }

    @Test
    void anotherModel_isAskedItself_andItsVectorsAreNeverMixed() {
        add("the cat sleeps");
        Axes other = use(new Axes("other", 3));
        assertThat(foundAnew("feline")).containsExactly("the cat sleeps");
        assertThat(other.asked).containsExactly("feline", "the cat sleeps");
        add("the engine is loud");
        axes = use(axes);
        axes.asked.clear();
        assertThat(foundAnew("motor")).containsExactly("the engine is loud");
        assertThat(axes.asked).containsExactly("motor", "the engine is loud");
    }

    @Test
    void sameNameWithAnotherLength_isAskedAnew() {
        add("the cat sleeps");
        Axes longer = use(new Axes("axes", 5));
        assertThat(foundAnew("feline")).containsExactly("the cat sleeps");
        assertThat(longer.asked).containsExactly("feline", "the cat sleeps");
    }

    @Test
    void modelThatIsDown_keepsNobodyFromWriting_andIsAskedLater() {
        axes.down = true;
        String id = add("the cat sleeps");
        assertThat(stored(id).findMeaning()).isEmpty();
        axes.down = false;
        assertThat(foundAnew("feline")).containsExactly("the cat sleeps");
    }

    @Test
    void itIsSealedWithItsText_andGoneWithIt() {
        String id = add("the cat sleeps");
        String values = stored(id).findMeaning().orElseThrow().values();
        assertThat(home.diskHolds(values)).isFalse();
        home.memory(session).forget(Selector.id(id));
        assertThat(session.read(Kind.MEMORY)).isEmpty();
        assertThat(foundAnew("feline")).isEmpty();
    }

    @Test
    void secretInAQuestion_isNotToldToTheModel() {
        add("the cat sleeps");
        axes.asked.clear();
        String token = "gh" + "p_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5";
        assertThat(foundAnew("feline with " + token + " in it")).containsExactly("the cat sleeps");
        assertThat(axes.asked).containsExactly("feline with [secret:github-pat] in it");
    }

    @Test
    void storedForm_isADirection_withinATenthOfAPercent() {
        float[] vector =
                Meaning.of("m", new float[] {3, -4, 0.001f}).orElseThrow().vector();
        assertThat(vector[0]).isCloseTo(0.6f, within(0.001f));
        assertThat(vector[1]).isCloseTo(-0.8f, within(0.001f));
        assertThat(vector[2]).isCloseTo(0.0002f, within(0.00001f));
    }

    @Test
    void whatIsNoDirection_orTooLong_isNotKept() {
        assertThat(Meaning.of("m", new float[3])).isEmpty();
        assertThat(Meaning.of("m", new float[] {Float.NaN, 1})).isEmpty();
        assertThat(Meaning.of("m", new float[] {Float.POSITIVE_INFINITY, 1})).isEmpty();
        float[] most = new float[Meaning.MOST_DIMENSIONS];
        most[0] = 1;
        assertThat(Meaning.of("m", most)).isPresent();
        float[] more = new float[Meaning.MOST_DIMENSIONS + 1];
        more[0] = 1;
        assertThat(Meaning.of("m", more)).isEmpty();
    }

    /** An item of an earlier version, whose header says nothing of a meaning. */
    @Test
    void headerWithoutIt_isWrittenAsBefore() {
        home.embedder = Optional.empty();
        String id = add("the cat sleeps");
        assertThat(session.get(id).body().asUtf8()).doesNotContain("meaning");
        home.embedder = Optional.of(axes);
        assertThat(foundAnew("feline")).containsExactly("the cat sleeps");
    }

    @Test
    void endpointThatCantBeReached_isLeftAloneForAWhile() {
        AtomicInteger tries = new AtomicInteger();
        AtomicLong now = new AtomicLong();
        OpenAiEmbedder embedder = new OpenAiEmbedder(
                "m",
                () -> "",
                (json, key, most) -> {
                    tries.incrementAndGet();
                    throw new IOException("nobody there");
                },
                now::get);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> embedder.embed(List.of("x"))).isInstanceOf(CordonException.Unavailable.class);
        }
        assertThat(tries).hasValue(1);
        now.set(OpenAiEmbedder.PAUSE_SECONDS * 1_000_000_000L);
        assertThatThrownBy(() -> embedder.embed(List.of("x"))).isInstanceOf(CordonException.Unavailable.class);
        assertThat(tries).hasValue(2);
    }
}
