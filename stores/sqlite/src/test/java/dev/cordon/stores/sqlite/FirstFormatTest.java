package dev.cordon.stores.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Entry;
import dev.cordon.core.KeyRotation;
import dev.cordon.core.Kind;
import dev.cordon.core.LocalIdentity;
import dev.cordon.core.PartitionId;
import dev.cordon.core.RootKey;
import dev.cordon.core.Scope;
import dev.cordon.core.Session;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.SessionReader;
import dev.cordon.core.UserId;
import java.io.BufferedReader;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home as the first version wrote it opens, keeps what it held, and takes more. Its keys are of this fixture only. */
class FirstFormatTest {
    private static final Credential ME = new Credential.OsUser();
    private static final Instant SOON_AFTER = Instant.parse("2026-11-22T00:00:00Z");

    @TempDir
    Path home;

    @BeforeEach
    void unpack() throws Exception {
        try (InputStream file = FirstFormatTest.class.getResourceAsStream("home-1.zip");
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path path = home.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    Files.write(path, zip.readAllBytes());
                    path.toFile().setReadable(false, false);
                    path.toFile().setReadable(true, true);
                }
            }
        }
    }

    private LocalStore open() {
        return LocalStore.open(home, new UserId("root"), () -> SOON_AFTER, new SecureRandom());
    }

    @Test
    void whatItHeld_isReadAndGoesOn() throws Exception {
        try (LocalStore store = open()) {
            SessionInfo kept = store.router().list(ME).getFirst();
            assertThat(kept.findAlias().orElseThrow().value()).isEqualTo("kept");
            try (SessionReader reader = store.router().openForReading(ME, kept.id())) {
                assertThat(reader.read(Kind.TASK))
                        .singleElement()
                        .extracting(entry -> entry.body().asUtf8())
                        .asString()
                        .contains("\"fix\"", "DONE");
                assertThat(reader.read(Kind.ARTIFACT)).isNotEmpty();
            }
            try (Session session = store.router().open(ME, kept.workspace(), kept.id())) {
                session.append(Kind.NOTE, Bytes.utf8("later"), Author.user("root"));
            }
        }
        try (LocalStore again = open();
                SessionReader reader = again.router()
                        .openForReading(ME, again.router().list(ME).getFirst().id())) {
            assertThat(reader.read(Kind.NOTE)).extracting(Entry::body).containsExactly(Bytes.utf8("later"));
        }
        assertThat(depths()).as("files of partitions lie two folders deep").containsOnly(3);
    }

    /** A crash between the two moves: the log is in its new place, the file is not. */
    @Test
    void moveThatWasCutShort_isFinished() throws Exception {
        Path file = partitions().getFirst();
        String key = file.getFileName().toString().replace(".db", "");
        Path folder = Files.createDirectories(file.resolveSibling(key.substring(2, 4)));
        Files.createFile(folder.resolve(key + ".db-wal"));

        try (LocalStore store = open()) {
            assertThat(store.router().list(ME)).hasSize(1);
        }
    }

    /** A process of the first version locks a file of each partition; this version another. */
    @Test
    void writerOfTheFirstVersion_keepsItsSession_andNeverOpensItAgain() throws Exception {
        String key;
        try (LocalStore store = open()) {
            key = new PartitionId.Session(new Scope(
                            LocalIdentity.TENANT,
                            new UserId("root"),
                            store.router().list(ME).getFirst().workspace(),
                            store.router().list(ME).getFirst().id()))
                    .key();
        }
        Path file = new PartitionFiles(home.resolve("partitions")).of(key);
        Process first = OtherProcess.java(
                OtherProcess.Holder.class, PartitionFiles.firstLock(file).toString());
        try (BufferedReader out = first.inputReader();
                LocalStore store = open()) {
            assertThat(out.readLine()).isEqualTo("true");
            SessionInfo kept = store.router().list(ME).getFirst();
            assertThatThrownBy(() -> store.router().open(ME, kept.workspace(), kept.id()))
                    .isInstanceOfSatisfying(
                            CordonException.Conflict.class,
                            e -> assertThat(e.problem().code()).isEqualTo("session-busy"));
            assertThat(format(file)).isEqualTo(1);
            first.getOutputStream().close();
            first.waitFor();
            store.router().open(ME, kept.workspace(), kept.id()).close();
        } finally {
            first.getOutputStream().close();
            first.waitFor();
        }
        assertThat(format(file)).isEqualTo(2);
        assertThat(PartitionFiles.firstLock(file)).doesNotExist();
    }

    /** Erasing a tenant, moving elsewhere and putting back a backup take no lock of that version for themselves. */
    @Test
    void writerOfTheFirstVersion_isSeenByWhoReadsOrReplacesItsFile(@TempDir Path elsewhere) throws Exception {
        Path backup = elsewhere.resolve("backup");
        PartitionId partition;
        try (LocalStore store = open()) {
            SessionInfo kept = store.router().list(ME).getFirst();
            partition = new PartitionId.Session(
                    new Scope(LocalIdentity.TENANT, new UserId("root"), kept.workspace(), kept.id()));
        }
        Backup backups = new Backup(CrossSessionAccess.forPlace(CrossSessionAccess.Place.BACKUP), home);
        backups.write(backup);
        Path file = new PartitionFiles(home.resolve("partitions")).of(partition);
        Process first = OtherProcess.java(
                OtherProcess.Holder.class, PartitionFiles.firstLock(file).toString());
        try (BufferedReader out = first.inputReader();
                LocalStore store = open();
                SqliteExport export = new SqliteExport(home);
                SqlitePartitionStore partitions =
                        new SqlitePartitionStore(home.resolve("partitions"), store.incidents())) {
            assertThat(out.readLine()).isEqualTo("true");
            CrossSessionAccess erasure = CrossSessionAccess.forPlace(CrossSessionAccess.Place.ERASURE);
            CrossSessionAccess migration = CrossSessionAccess.forPlace(CrossSessionAccess.Place.MIGRATION);
            List<Runnable> uses = List.of(
                    () -> partitions.requireFree(erasure, partition.key()),
                    () -> export.rows(migration, partition.key(), 0, 10),
                    () -> backups.restore(backup, partition));
            for (Runnable use : uses) {
                assertThatThrownBy(use::run)
                        .isInstanceOfSatisfying(
                                CordonException.Conflict.class,
                                e -> assertThat(e.problem().code()).isEqualTo("session-busy"));
            }
            first.getOutputStream().close();
            first.waitFor();
            uses.forEach(Runnable::run);
        } finally {
            first.getOutputStream().close();
            first.waitFor();
        }
    }

    private static int format(Path file) {
        try (Database database = SqlitePartitionLog.open(file)) {
            return database.format();
        }
    }

    private List<Path> partitions() throws Exception {
        try (Stream<Path> files = Files.walk(home.resolve("partitions"))) {
            return files.filter(file -> file.toString().endsWith(".db"))
                    .sorted()
                    .toList();
        }
    }

    private List<Integer> depths() throws Exception {
        return partitions().stream()
                .map(file -> home.resolve("partitions").relativize(file).getNameCount())
                .toList();
    }

    /** Its keys are bound to their owners themselves, so some wait for those before the old key can go. */
    @Test
    void itsKeys_rotate() throws Exception {
        Path root = home.resolve("root.keyset");
        try (SqliteKeyStore keys = new SqliteKeyStore(home.resolve("keys.db"))) {
            KeyRotation rotation =
                    new KeyRotation(CrossSessionAccess.forPlace(CrossSessionAccess.Place.KEY_ROTATION), keys);
            assertThat(rotation.root(root, List.of(LocalIdentity.TENANT)).left())
                    .isZero();
            KeyRotation.Rotated first = rotation.tenant(RootKey.ofFile(root), LocalIdentity.TENANT);
            assertThat(first.left()).isPositive();
            whatItHeld_isReadAndGoesOn();
            assertThat(rotation.tenant(RootKey.ofFile(root), LocalIdentity.TENANT)
                            .left())
                    .isLessThan(first.left());
        }
        try (LocalStore store = open();
                SessionReader reader = store.router()
                        .openForReading(ME, store.router().list(ME).getFirst().id())) {
            assertThat(reader.read(Kind.ARTIFACT)).isNotEmpty();
        }
    }
}
