package dev.cordon.stores.sqlite;

import static dev.cordon.stores.sqlite.Home.BY;
import static dev.cordon.stores.sqlite.Home.HELLO;
import static dev.cordon.stores.sqlite.Home.HOUR;
import static dev.cordon.stores.sqlite.Home.ME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Draft;
import dev.cordon.core.Entry;
import dev.cordon.core.IdType;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import dev.cordon.core.SessionReader;
import dev.cordon.core.Taint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
    @TempDir
    Path temp;

    private Home home;
    private Session session;

    @BeforeEach
    void openHome() {
        home = new Home(temp.resolve("home"));
        session = home.router().create(ME, home.workspace("repo"), null, HOUR);
    }

    @AfterEach
    void closeHome() {
        session.close();
        home.close();
    }

    private Session reopened() {
        session.close();
        home.restart();
        session = home.router()
                .open(ME, session.info().workspace(), session.info().id());
        return session;
    }

    @Test
    void appended_isReadAfterRestart_withItsProvenance() {
        String run = home.store.ids().mint(IdType.RUN);
        Author author = Author.model("m1").inRun("repo-fix", run).tainted(Set.of(Taint.WEB, Taint.REPOSITORY));
        Entry written = session.append(Kind.TRACE, HELLO, author);
        Entry read = reopened().get(written.id());
        assertThat(read).isEqualTo(written);
        assertThat(read.provenance().author()).isEqualTo(author);
        assertThat(read.provenance().at()).isEqualTo(home.now.get());
        assertThat(read.body().asUtf8()).isEqualTo("hello");
    }

    @Test
    void update_keepsHistory_andReadShowsTheNewest() {
        String id = session.append(Kind.NOTE, HELLO, BY).id();
        session.append(Kind.NOTE, id, Bytes.utf8("again"), BY);
        String other = session.append(Kind.NOTE, HELLO, BY).id();
        assertThat(session.history(id))
                .extracting(entry -> entry.body().asUtf8())
                .containsExactly("hello", "again");
        assertThat(session.read(Kind.NOTE)).extracting(Entry::id).containsExactly(id, other);
        assertThat(session.get(id).body().asUtf8()).isEqualTo("again");
    }

    @Test
    void deleted_isGone_fromReadsAndFromDisk() {
        String id = session.append(Kind.NOTE, HELLO, BY).id();
        session.append(Kind.NOTE, id, HELLO, BY);
        session.delete(id, BY);
        assertThat(session.read(Kind.NOTE)).isEmpty();
        assertThat(session.history(id)).isEmpty();
        assertThatThrownBy(() -> session.get(id)).isInstanceOf(CordonException.NotFound.class);
        assertThatThrownBy(() -> session.delete(id, BY)).isInstanceOf(CordonException.NotFound.class);
        assertThat(reopened().read(Kind.NOTE)).isEmpty();
    }

    @Test
    void deletedId_canBeWrittenAgain() {
        String id = session.append(Kind.NOTE, HELLO, BY).id();
        session.delete(id, BY);
        session.append(Kind.NOTE, id, Bytes.utf8("new"), BY);
        assertThat(reopened().history(id)).hasSize(1);
    }

    @Test
    void batch_isWrittenWhole() {
        String id = home.store.ids().mint(IdType.TASK);
        List<Entry> written = session.append(List.of(
                new Draft(Kind.TASK, id, HELLO, BY),
                new Draft(Kind.RUN, home.store.ids().mint(IdType.RUN), HELLO, BY)));
        assertThat(written).extracting(Entry::sequence).containsExactly(2L, 3L);
        assertThat(session.head().sequence()).isEqualTo(3);
    }

    @Test
    void appendWithForeignMintedId_failsWhole() {
        Draft good = new Draft(Kind.NOTE, home.store.ids().mint(IdType.RECORD), HELLO, BY);
        Draft madeUp = new Draft(Kind.NOTE, "rec_" + "0".repeat(39), HELLO, BY);
        assertThatThrownBy(() -> session.append(List.of(good, madeUp))).isInstanceOf(CordonException.BadInput.class);
        assertThat(session.head().sequence()).isEqualTo(1);
        assertThat(session.read(Kind.NOTE)).isEmpty();
    }

    @Test
    void appendTombstone_fails() {
        assertThatThrownBy(() -> session.append(Kind.TOMBSTONE, HELLO, BY))
                .isInstanceOf(CordonException.BadInput.class);
    }

    @Test
    void appendPast16MiB_fails() {
        Bytes huge = Bytes.ceded(new byte[(16 << 20) + 1]);
        assertThatThrownBy(() -> session.append(Kind.ARTIFACT, huge, BY)).isInstanceOf(CordonException.BadInput.class);
        assertThat(session.head().sequence()).isEqualTo(1);
    }

    @Test
    void closedSession_doesNothing() {
        session.close();
        assertThatThrownBy(() -> session.append(Kind.NOTE, HELLO, BY)).isInstanceOf(CordonException.NotFound.class);
        assertThatThrownBy(() -> session.read(Kind.NOTE)).isInstanceOf(CordonException.NotFound.class);
        assertThatThrownBy(session::head).isInstanceOf(CordonException.NotFound.class);
        session.close();
    }

    @Test
    void expiredSession_isUnreadableAtOnce_andStaysSoWhenTheClockGoesBack() {
        String id = session.append(Kind.NOTE, HELLO, BY).id();
        home.later(HOUR);
        assertThatThrownBy(() -> session.get(id)).isInstanceOf(CordonException.NotFound.class);
        home.later(Duration.ofHours(-1));
        assertThatThrownBy(() -> session.get(id)).isInstanceOf(CordonException.NotFound.class);
        assertThatThrownBy(() -> session.append(Kind.NOTE, HELLO, BY)).isInstanceOf(CordonException.NotFound.class);
    }

    @Test
    void readers_areFreeBesideTheWriter_andSeeWhatItWrites() {
        try (SessionReader reader =
                home.router().openForReading(ME, session.info().id())) {
            String id = session.append(Kind.NOTE, HELLO, BY).id();
            assertThat(reader.get(id).body()).isEqualTo(HELLO);
            assertThat(reader.read(Kind.NOTE)).hasSize(1);
        }
    }

    @Test
    void secondWriter_findsTheSessionBusy() {
        assertThatThrownBy(() -> home.router()
                        .open(ME, session.info().workspace(), session.info().id()))
                .isInstanceOfSatisfying(CordonException.Conflict.class, e -> {
                    assertThat(e.problem().code()).isEqualTo("session-busy");
                    assertThat(e.problem().why()).contains("this process");
                });
        session.append(Kind.NOTE, HELLO, BY);
    }
}
