package dev.cordon.stores.sqlite;

import static dev.cordon.stores.sqlite.Home.BY;
import static dev.cordon.stores.sqlite.Home.HOUR;
import static dev.cordon.stores.sqlite.Home.ME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Alias;
import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Entry;
import dev.cordon.core.Kind;
import dev.cordon.core.Salvaged;
import dev.cordon.core.Session;
import dev.cordon.core.SessionId;
import dev.cordon.core.SessionReader;
import dev.cordon.core.Taint;
import dev.cordon.core.WorkspaceId;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session's records elsewhere: exported, imported, forked, or saved from a damaged file (C8, C11, C17). */
class SessionCopiesTest {
    private static final Bytes BINARY = Bytes.copyOf(new byte[] {0, (byte) 0xff, 10});

    @TempDir
    Path temp;

    private Home home;
    private WorkspaceId repo;
    private SessionId id;
    private String secondId;

    @BeforeEach
    void someRecords() {
        home = new Home(temp.resolve("home"));
        repo = home.workspace("repo");
        try (Session session = home.router().create(ME, repo, new Alias("first"), HOUR)) {
            id = session.info().id();
            session.append(
                    Kind.NOTE,
                    Bytes.utf8("one\n\"two\" \u0000"),
                    Author.model("m").inRun("lane", "run_1").tainted(Set.of(Taint.WEB)));
            secondId = session.append(Kind.NOTE, BINARY, BY).id();
            Entry gone = session.append(Kind.NOTE, Bytes.utf8("gone"), BY);
            session.append(Kind.NOTE, secondId, Bytes.utf8("second, again; see " + secondId), BY);
            session.append(Kind.TASK, Bytes.utf8("{}"), BY);
            session.delete(gone.id(), BY);
        }
    }

    @AfterEach
    void close() {
        home.close();
    }

    private Path exported() throws Exception {
        Path file = temp.resolve("export.jsonl");
        try (OutputStream out = Files.newOutputStream(file)) {
            home.router().export(ME, id, out);
        }
        return file;
    }

    private static List<Entry> notes(Home at, SessionId session) {
        try (SessionReader reader = at.router().openForReading(ME, session)) {
            return reader.read(Kind.NOTE);
        }
    }

    @Test
    void exportHoldsEveryRecordOnce_andNothingThatWasDeleted() throws Exception {
        List<String> lines = Files.readAllLines(exported());

        assertThat(lines).hasSize(1 + 5 + 1);
        assertThat(lines.getFirst()).contains("cordon-session", id.value(), "\"first\"");
        assertThat(String.join("\n", lines)).doesNotContain("gone");
        assertThat(lines.getLast()).contains("\"records\":5", "sha256", "mac");
    }

    @Test
    void importHere_isTheSame_underAKeyOfItsOwn() throws Exception {
        Path file = exported();
        SessionId copy;
        try (Session session = home.router().importFrom(ME, repo, new Alias("copy"), HOUR, file)) {
            copy = session.info().id();
            assertThat(session.history(secondId)).hasSize(2);
            assertThat(session.read(Kind.TASK)).as("work stays behind").isEmpty();
        }
        assertThat(notes(home, copy))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("sequence")
                .isEqualTo(notes(home, id));
        home.router().erase(ME, id);
        assertThat(notes(home, copy)).as("its key is its own").hasSize(2);
    }

    @Test
    void importElsewhere_getsNewIdsAndAMark() throws Exception {
        Path file = exported();
        try (Home other = new Home(temp.resolve("other"))) {
            try (Session session = other.router().importFrom(ME, other.workspace("r2"), null, HOUR, file)) {
                Entry first = session.read(Kind.NOTE).getFirst();
                assertThat(first.provenance().author().taint()).containsExactlyInAnyOrder(Taint.WEB, Taint.IMPORTED);
                assertThat(first.provenance().author().lane()).isEqualTo("lane");
                Entry second = session.read(Kind.NOTE).getLast();
                assertThat(second.id()).isNotEqualTo(secondId);
                assertThat(second.body().asUtf8()).isEqualTo("second, again; see " + second.id());
                session.delete(second.id(), BY);
            }
        }
    }

    @Test
    void alteredCutOrForeignFile_isRefused_andLeavesNothing() throws Exception {
        String whole = Files.readString(exported());
        for (String bad : List.of(
                "",
                "{}\n",
                "not json\n",
                whole.replace("one", "One"),
                whole.substring(0, whole.length() - 1),
                whole.substring(0, whole.indexOf('\n') + 1),
                whole.replace("\"version\":1", "\"version\":2"),
                whole.lines().limit(3).reduce("", (a, b) -> a + b + "\n")
                        + whole.lines().toList().getLast() + "\n")) {
            Path file = Files.writeString(temp.resolve("bad"), bad);
            assertThatThrownBy(() -> home.router().importFrom(ME, repo, null, HOUR, file))
                    .as(bad)
                    .isInstanceOf(CordonException.BadInput.class);
        }
        assertThat(home.router().list(ME)).hasSize(1);
    }

    @Test
    void fork_knowsTheSame_mayDoNothingMore_andLivesOnItsOwn() {
        SessionId fork;
        try (Session session = home.router().fork(ME, id, new Alias("fork"), HOUR)) {
            fork = session.info().id();
            assertThat(session.read(Kind.TASK)).isEmpty();
            session.append(Kind.NOTE, Bytes.utf8("of the fork"), BY);
        }
        assertThat(notes(home, id)).hasSize(2);
        assertThat(notes(home, fork)).hasSize(3);
        assertThat(notes(home, fork).getFirst().provenance())
                .isEqualTo(notes(home, id).getFirst().provenance());
        home.router().erase(ME, fork);
        assertThat(notes(home, id)).hasSize(2);
    }

    @Test
    void damagedFile_isAnIncident_hurtsItselfOnly_andGivesBackWhatCanBeRead() throws Exception {
        SessionId large;
        Path file;
        try (Session session = home.router().create(ME, repo, null, HOUR)) {
            large = session.info().id();
            for (int i = 0; i < 400; i++) {
                session.append(Kind.NOTE, Bytes.utf8(i + "x".repeat(3_000)), BY);
            }
            file = home.file(new dev.cordon.core.PartitionId.Session(session.scope()).key());
        }
        byte[] bytes = Files.readAllBytes(file);
        java.util.Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 40_000, (byte) 0xee);
        Files.write(file, bytes);

        assertThatThrownBy(() -> notes(home, large)).isInstanceOf(CordonException.Damaged.class);
        assertThat(home.incidents()).isNotEmpty();
        assertThat(notes(home, id)).hasSize(2);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Salvaged salvaged = home.router().exportSalvaged(ME, large, out);
        assertThat(salvaged.entries().size()).isBetween(200, 399);
        assertThat(salvaged.gaps()).isNotEmpty();
        long lost = salvaged.gaps().stream()
                .mapToLong(gap -> gap.to() - gap.from() + 1)
                .sum();
        assertThat(lost + salvaged.entries().size()).isEqualTo(401);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"gaps\":[[");

        Path saved = Files.write(temp.resolve("saved.jsonl"), out.toByteArray());
        try (Session again = home.router().importFrom(ME, repo, null, HOUR, saved)) {
            assertThat(again.read(Kind.NOTE)).hasSize(salvaged.entries().size() - 1);
        }
    }

    @Test
    void fileThatIsNoDatabaseAtAll_isOneGap() throws Exception {
        Path file;
        try (SessionReader reader = home.router().openForReading(ME, id)) {
            file = home.file(new dev.cordon.core.PartitionId.Session(reader.scope()).key());
        }
        Files.writeString(file, "nothing of it is left");

        Salvaged salvaged = home.router().exportSalvaged(ME, id, OutputStream.nullOutputStream());

        assertThat(salvaged.entries()).isEmpty();
        assertThat(salvaged.gaps()).containsExactly(new Salvaged.Gap(1, 7));
    }
}
