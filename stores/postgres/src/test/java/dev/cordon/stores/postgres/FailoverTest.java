package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.Entry;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Session;
import dev.cordon.core.SessionId;
import dev.cordon.core.WorkspaceId;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore.Access;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.tck.SealedRows;
import dev.cordon.testing.Await;
import dev.cordon.testing.LeavesBehind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The primary dies under those who write, and a standby that followed each commit takes over (C18). */
@LeavesBehind(
        reason = "the servers are processes of their own; each test ends them",
        kinds = {"process", "namespace"})
class FailoverTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final Credential ME = new Credential.OsUser();
    private static final PartitionId MINE = Lab.session("0");
    private static final String ID = "rec_" + "A".repeat(39);

    @TempDir
    Path folder;

    private OwnServer primary;
    private Installation installation;
    private Standby standby;

    @BeforeEach
    void start() throws Exception {
        primary = new OwnServer(folder);
        installation = Installation.on(primary.server(), folder);
        standby = new Standby(primary, folder);
    }

    @AfterEach
    void stop() throws Exception {
        try (OwnServer _ = primary) {
            standby.close();
        }
    }

    private PostgresStore open(Duration patience) {
        return installation.open(new PostgresSettings(
                new Endpoint(url(installation.records), "app", "secret", 4),
                new Endpoint(url(installation.vault), "keeper", "secret", 4),
                Duration.ofSeconds(3),
                patience));
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + primary.server().getPort() + ",127.0.0.1:" + standby.port() + "/"
                + database + "?targetServerType=primary";
    }

    private void takeOver() throws Exception {
        primary.stopAtOnce();
        standby.promote();
    }

    @Test
    void writerWithPatience_goesOnThere_withoutLossOrRepetition() throws Exception {
        SealedRows rows = new SealedRows(MINE);
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        try (PostgresStore store = open(SOON)) {
            PartitionLog log = store.partitions().open(MINE, Access.CREATE).orElseThrow();
            CompletableFuture<Head> writer = CompletableFuture.supplyAsync(() -> {
                Head head = Head.genesis(MINE);
                while (!enough.get()) {
                    SealedRow row = rows.seal(Kind.NOTE, ID, "n" + written.get(), head);
                    log.append(rows.batch(row), head);
                    head = SealedRows.after(row);
                    written.incrementAndGet();
                }
                return head;
            });
            Await.until(SOON, () -> writer.isDone() || written.get() > 50, "rows on the first server");
            takeOver();
            int before = written.get();
            Await.until(SOON, () -> writer.isDone() || written.get() > before + 50, "rows on the second server");
            enough.set(true);
            Head head = writer.get(40, TimeUnit.SECONDS);
            assertThat(log.read(1, Long.MAX_VALUE)).hasSize(written.get());
            assertThat(log.head()).contains(head);
            log.close();
        }
    }

    @Test
    void writerWithoutPatience_isToldOfTheWriteThatIsOpen_andTheSessionGoesOnWhenReopened() throws Exception {
        WorkspaceId place;
        SessionId id;
        AtomicInteger acknowledged = new AtomicInteger();
        try (PostgresStore store = open(Duration.ofMillis(500))) {
            place = store.workspaces().of(Files.createDirectories(folder.resolve("repo")));
            Session session = store.router().create(ME, place, null, Duration.ofDays(1));
            id = session.info().id();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                while (true) {
                    session.append(Kind.NOTE, Bytes.utf8("n" + acknowledged.get()), Author.user("dev"));
                    acknowledged.incrementAndGet();
                }
            });
            Await.until(SOON, () -> writer.isDone() || acknowledged.get() > 30, "rows on the first server");
            primary.stopAtOnce();
            assertThatThrownBy(() -> writer.get(40, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            CordonException.Unavailable.class,
                            e -> assertThat(e.problem().code()).isIn("store-unclear", "store-unreachable"));
            standby.promote();
            Await.until(SOON, () -> isThere(store), "the second server to serve");
            closeQuietly(session);
        }
        try (PostgresStore again = open(SOON)) {
            Await.until(SOON, () -> isFree(again, place, id), "the lease of the first opening to end");
            try (Session session = again.router().open(ME, place, id)) {
                List<String> notes = session.read(Kind.NOTE).stream()
                        .map(Entry::body)
                        .map(Bytes::asUtf8)
                        .toList();
                assertThat(notes).hasSizeBetween(acknowledged.get(), acknowledged.get() + 1);
                for (int i = 0; i < notes.size(); i++) {
                    assertThat(notes.get(i)).isEqualTo("n" + i);
                }
                session.append(Kind.NOTE, Bytes.utf8("goes on"), Author.user("dev"));
                assertThat(session.read(Kind.NOTE)).hasSize(notes.size() + 1);
            }
            assertThat(Installation.incidents(again)).isEmpty();
        }
    }

    private static boolean isThere(PostgresStore store) {
        try {
            store.router().list(ME);
            return true;
        } catch (CordonException e) {
            return false;
        }
    }

    private static boolean isFree(PostgresStore store, WorkspaceId place, SessionId id) {
        try (Session session = store.router().open(ME, place, id)) {
            return session.head().sequence() > 0;
        } catch (CordonException.Conflict e) {
            return false;
        }
    }

    /** Whoever was told of an open write closes what they have, and that may say so again. */
    private static void closeQuietly(Session session) {
        try {
            session.close();
        } catch (CordonException e) {
            assertThat(e.problem().code()).isNotEmpty();
        }
    }
}
