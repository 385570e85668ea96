package dev.cordon.stores.sqlite;

import static dev.cordon.stores.sqlite.Home.BY;
import static dev.cordon.stores.sqlite.Home.HELLO;
import static dev.cordon.stores.sqlite.Home.HOUR;
import static dev.cordon.stores.sqlite.Home.ME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Incident;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Rule;
import dev.cordon.core.Session;
import dev.cordon.core.SessionId;
import dev.cordon.core.SessionReader;
import dev.cordon.core.WorkspaceId;
import dev.cordon.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who can write the files gets: nothing that was not written, and an incident (C11). */
class TamperTest {
    @TempDir
    Path temp;

    private Home home;
    private WorkspaceId repo;
    private SessionId id;
    private PartitionId partition;
    private Path file;

    @BeforeEach
    void threeNotes() {
        home = new Home(temp.resolve("home"));
        repo = home.workspace("repo");
        try (Session session = home.router().create(ME, repo, null, HOUR)) {
            id = session.info().id();
            partition = new PartitionId.Session(session.scope());
            file = home.file(partition.key());
            session.append(Kind.NOTE, Bytes.utf8("one"), BY);
            session.append(Kind.NOTE, Bytes.utf8("two"), BY);
            session.append(Kind.NOTE, Bytes.utf8("three"), BY);
        }
    }

    @AfterEach
    void closeHome() {
        home.close();
    }

    private void sql(String... statements) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    private void assertDamaged(String code) {
        assertThatThrownBy(() -> {
                    try (SessionReader reader = home.router().openForReading(ME, id)) {
                        reader.read(Kind.NOTE);
                    }
                })
                .isInstanceOfSatisfying(CordonException.Damaged.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(code);
                    assertThat(e.problem().rule()).isEqualTo(Rule.C11);
                });
        assertThat(home.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.code()).isEqualTo(code);
            assertThat(incident.partition()).isEqualTo(home.store.incidents().commitment(partition));
        });
    }

    @Test
    void flippedBit_isNotReturned() throws Exception {
        sql(
                "UPDATE record SET sealed = CAST(substr(sealed, 1, 20) || x'00' || substr(sealed, 22) AS BLOB) WHERE seq = 3");
        assertDamaged("foreign-record");
    }

    @Test
    void swappedContents_areNotReturned() throws Exception {
        sql(
                "CREATE TABLE t AS SELECT * FROM record",
                "UPDATE record SET sealed = (SELECT sealed FROM t WHERE seq = 5 - record.seq) WHERE seq IN (2, 3)",
                "DROP TABLE t");
        assertDamaged("foreign-record");
    }

    @Test
    void swappedContentsWithDigests_breakTheChain() throws Exception {
        sql(
                "CREATE TABLE t AS SELECT * FROM record",
                "UPDATE record SET (sealed, digest) = (SELECT sealed, digest FROM t WHERE seq = 5 - record.seq)"
                        + " WHERE seq IN (2, 3)",
                "DROP TABLE t");
        assertDamaged("log-not-as-anchored");
    }

    @Test
    void rowFromAnotherPartition_isNotReturned() throws Exception {
        Path other;
        try (Session session = home.router().create(ME, repo, null, HOUR)) {
            session.append(Kind.NOTE, Bytes.utf8("foreign"), BY);
            other = home.file(new PartitionId.Session(session.scope()).key());
        }
        sql(
                "ATTACH '" + other + "' AS other",
                "UPDATE record SET sealed = (SELECT sealed FROM other.record WHERE seq = 2) WHERE seq = 2",
                "DETACH other");
        assertDamaged("foreign-record");
    }

    @Test
    void wholeFileOfAnotherPartition_isNotOpened() throws Exception {
        try (Session session = home.router().create(ME, repo, null, HOUR)) {
            session.append(Kind.NOTE, Bytes.utf8("foreign"), BY);
            session.close();
            Path other = home.file(new PartitionId.Session(session.scope()).key());
            Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);
        }
        assertDamaged("log-not-as-anchored");
    }

    @Test
    void truncation_isSeen() throws Exception {
        sql("DELETE FROM record WHERE seq = 4");
        assertDamaged("log-not-as-anchored");
    }

    @Test
    void removalInTheMiddle_isSeen() throws Exception {
        sql("DELETE FROM record WHERE seq = 3");
        assertDamaged("log-not-as-anchored");
    }

    @Test
    void contentNulledWithoutTombstone_isSeen() throws Exception {
        sql("UPDATE record SET sealed = NULL WHERE seq = 3");
        assertDamaged("log-not-as-anchored");
    }

    @Test
    void changedKind_isSeen() throws Exception {
        sql("UPDATE record SET kind = 12 WHERE seq = 3");
        assertDamaged("log-not-as-anchored");
    }

    @Test
    void rollbackToAnOlderFile_isSeen() throws Exception {
        Path old = temp.resolve("old.db");
        Files.copy(file, old);
        try (Session session = home.router().open(ME, repo, id)) {
            session.append(Kind.NOTE, HELLO, BY);
        }
        Files.copy(old, file, StandardCopyOption.REPLACE_EXISTING);
        assertDamaged("log-not-as-anchored");
    }

    @Test
    void rollbackAndRewrite_isSeen() throws Exception {
        Path old = temp.resolve("old.db");
        Path anchors = temp.resolve("anchors.db");
        Files.copy(file, old);
        home.store.close();
        Files.copy(home.folder.resolve("anchors.db"), anchors);
        home.store = home.open();
        append("first history");
        byte[] anchored = Files.readAllBytes(home.folder.resolve("anchors.db"));
        home.store.close();
        Files.copy(old, file, StandardCopyOption.REPLACE_EXISTING);
        byte[] current = Files.readAllBytes(home.folder.resolve("anchors.db"));
        Files.copy(anchors, home.folder.resolve("anchors.db"), StandardCopyOption.REPLACE_EXISTING);
        home.store = home.open();
        append("second history");
        home.store.close();
        assertThat(anchored).isNotEmpty();
        Files.write(home.folder.resolve("anchors.db"), current);
        home.store = home.open();
        assertThatThrownBy(() -> home.router().openForReading(ME, id)).isInstanceOf(CordonException.Damaged.class);
    }

    private void append(String text) {
        try (Session session = home.router().open(ME, repo, id)) {
            session.append(Kind.NOTE, Bytes.utf8(text), BY);
        }
    }

    @Test
    void removedFile_isSeen() throws Exception {
        Files.delete(file);
        assertDamaged("log-missing");
    }

    @Test
    void emptiedFile_isSeen() throws Exception {
        Files.write(file, new byte[0]);
        assertDamaged("log-not-as-anchored");
    }

    @Test
    void garbageFile_isDamaged_andCanBeErased() throws Exception {
        Files.write(
                file,
                "this is no database at all, it only lies where one was"
                        .repeat(100)
                        .getBytes("US-ASCII"));
        assertThatThrownBy(() -> home.router().openForReading(ME, id)).isInstanceOf(CordonException.Damaged.class);
        home.router().erase(ME, id);
        assertThat(file).doesNotExist();
    }

    @Test
    void rowsPastTheAnchor_areFine() throws Exception {
        home.store.close();
        byte[] anchors = Files.readAllBytes(home.folder.resolve("anchors.db"));
        home.store = home.open();
        append("not anchored when the power went");
        home.store.close();
        Files.write(home.folder.resolve("anchors.db"), anchors);
        home.store = home.open();
        try (SessionReader reader = home.router().openForReading(ME, id)) {
            assertThat(reader.read(Kind.NOTE)).hasSize(4);
        }
        assertThat(home.incidents()).isEmpty();
    }

    @Test
    void head_isAnchoredWithinASecond_whileTheSessionStaysOpen() throws Exception {
        try (Session session = home.router().open(ME, repo, id);
                SqliteAnchorStore anchors = new SqliteAnchorStore(home.folder.resolve("anchors.db"))) {
            session.append(Kind.NOTE, HELLO, BY);
            Await.until(
                    Duration.ofSeconds(5),
                    () -> anchors.head(partition.key()).equals(Optional.of(session.head())),
                    "the head to be anchored");
        }
    }

    @Test
    void sameIncidentAgain_isCounted() throws Exception {
        Files.delete(file);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> home.router().openForReading(ME, id)).isInstanceOf(CordonException.Damaged.class);
        }
        assertThat(home.incidents()).singleElement().extracting(Incident::count).isEqualTo(3L);
    }
}
