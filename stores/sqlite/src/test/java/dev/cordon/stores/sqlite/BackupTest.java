package dev.cordon.stores.sqlite;

import static dev.cordon.stores.sqlite.Home.BY;
import static dev.cordon.stores.sqlite.Home.HOUR;
import static dev.cordon.stores.sqlite.Home.ME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.CrossSessionAccess.Place;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Session;
import dev.cordon.core.SessionId;
import dev.cordon.core.SessionReader;
import dev.cordon.core.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data and keys are backed up apart, while they are in use; what comes back begins a new epoch (C11, C15, C17). */
class BackupTest {
    @TempDir
    Path temp;

    private Home home;
    private WorkspaceId repo;
    private SessionId id;
    private PartitionId partition;

    @BeforeEach
    void aSession() {
        home = new Home(temp.resolve("home"));
        repo = home.workspace("repo");
        try (Session session = home.router().create(ME, repo, null, HOUR)) {
            id = session.info().id();
            partition = new PartitionId.Session(session.scope());
            session.append(Kind.NOTE, Bytes.utf8("the-words 0"), BY);
        }
    }

    @AfterEach
    void close() {
        home.close();
    }

    private static Backup of(Home at) {
        return of(at.folder);
    }

    private static Backup of(Path folder) {
        return new Backup(CrossSessionAccess.forPlace(Place.BACKUP), folder);
    }

    private static List<String> notes(Home at, SessionId session) {
        try (SessionReader reader = at.router().openForReading(ME, session)) {
            return reader.read(Kind.NOTE).stream()
                    .map(entry -> entry.body().asUtf8())
                    .toList();
        }
    }

    private void append(String text) {
        try (Session session = home.router().open(ME, repo, id)) {
            session.append(Kind.NOTE, Bytes.utf8(text), BY);
        }
    }

    private Home restored(Path backup, Path keys) throws Exception {
        Path folder = Files.createDirectories(temp.resolve("restored"));
        Files.copy(home.folder.resolve("root.keyset"), folder.resolve("root.keyset"));
        of(folder).restore(backup, keys);
        return new Home(folder);
    }

    @Test
    void writtenToMeanwhile_comesBackAsItStoodAtOneMoment_andGoesOn() throws Exception {
        Path backup = temp.resolve("backup");
        Path keys = temp.resolve("keys");
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            try (Session session = home.router().open(ME, repo, id)) {
                for (int i = 1; !enough.get() && i < 20_000; i++) {
                    session.append(Kind.NOTE, Bytes.utf8("the-words " + i), BY);
                    acknowledged.set(i);
                }
            }
        });
        while (acknowledged.get() < 20) {
            Thread.onSpinWait();
        }
        int before = acknowledged.get();
        assertThat(of(home).write(backup)).isEqualTo(2);
        of(home).writeKeys(keys);
        enough.set(true);
        writer.join();

        try (Home again = restored(backup, keys)) {
            List<String> notes = notes(again, id);
            assertThat(notes.size()).isGreaterThan(before);
            assertThat(notes)
                    .isEqualTo(IntStream.range(0, notes.size())
                            .mapToObj(i -> "the-words " + i)
                            .toList());
            try (Session session = again.router().open(ME, repo, id)) {
                session.append(Kind.NOTE, Bytes.utf8("after"), BY);
                assertThat(session.head().epoch()).isEqualTo(2);
            }
            assertThat(notes(again, id)).endsWith("after");
        }
    }

    @Test
    void backupOfData_isSealed_andItsKeysAreNotInIt() throws Exception {
        Path backup = temp.resolve("backup");
        of(home).write(backup);
        try (Stream<Path> files = Files.walk(backup)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("the-words", "wrapped_key");
            }
        }
    }

    @Test
    void oneSession_goesBackBesideOthers_andWhatItWasBeforeIsNotTakenForItLater() throws Exception {
        Path backup = temp.resolve("backup");
        of(home).write(backup);
        append("later");
        byte[] newer = Files.readAllBytes(home.file(partition.key()));

        try (Session _ = home.router().open(ME, repo, id)) {
            assertThatThrownBy(() -> of(home).restore(backup, partition)).isInstanceOf(CordonException.Conflict.class);
        }
        of(home).restore(backup, partition);

        home.restart();
        assertThat(notes(home, id)).containsExactly("the-words 0");
        append("another way");
        assertThat(notes(home, id)).containsExactly("the-words 0", "another way");
        home.close();
        Files.write(home.file(partition.key()), newer);
        home.store = home.open();
        assertThatThrownBy(() -> notes(home, id)).isInstanceOf(CordonException.Damaged.class);
    }

    @Test
    void whatWasErasedSince_staysErased() throws Exception {
        Path backup = temp.resolve("backup");
        of(home).write(backup);
        home.router().erase(ME, id);
        assertThatThrownBy(() -> of(home).restore(backup, partition)).isInstanceOf(CordonException.NotFound.class);

        Path keys = temp.resolve("keys");
        of(home).writeKeys(keys);
        try (Home again = restored(backup, keys)) {
            assertThatThrownBy(() -> notes(again, id))
                    .as("the backup has the records, and nobody the key")
                    .isInstanceOf(CordonException.Damaged.class);
        }
    }

    @Test
    void incompleteBackup_homeInUse_andExistingTarget_areRefused() throws Exception {
        Path backup = temp.resolve("backup");
        of(home).write(backup);
        assertThatThrownBy(() -> of(home).write(backup)).isInstanceOf(CordonException.BadInput.class);
        assertThatThrownBy(() -> of(home).restore(backup, home.folder.resolve("keys.db")))
                .isInstanceOf(CordonException.Conflict.class);
        Files.delete(backup.resolve("complete"));
        assertThatThrownBy(() -> of(home).restore(backup, partition)).isInstanceOf(CordonException.BadInput.class);
    }
}
