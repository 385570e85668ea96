package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Alias;
import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Draft;
import dev.cordon.core.Entry;
import dev.cordon.core.IdType;
import dev.cordon.core.Kind;
import dev.cordon.core.RootKey;
import dev.cordon.core.Rule;
import dev.cordon.core.Session;
import dev.cordon.core.UserId;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.core.spi.StoreExport;
import dev.cordon.stores.sqlite.LocalStore;
import dev.cordon.stores.sqlite.SqliteExport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From files to PostgreSQL, whole, and on from where it stopped. */
class MigrationTest {
    private static final CrossSessionAccess ACCESS = CrossSessionAccess.forPlace(CrossSessionAccess.Place.MIGRATION);
    private static final Credential ME = new Credential.OsUser();
    private static final List<Alias> NAMES = List.of(new Alias("one"), new Alias("two"), new Alias("three"));
    private static final int NOTES = 300;

    @TempDir
    Path folder;

    private Path home;
    private Installation target;

    @BeforeEach
    void prepare() throws Exception {
        home = folder.resolve("home");
        target = Installation.prepared(Server.shared(), folder);
        try (LocalStore store = local()) {
            for (Alias name : NAMES) {
                try (Session session = open(store, name)) {
                    fill(store, session, name);
                }
            }
            store.incidents().report(Rule.C6, "batch", "a batch", Lab.FOREIGN);
        }
    }

    @AfterEach
    void drop() throws Exception {
        target.close();
    }

    private LocalStore local() {
        return LocalStore.open(home, new UserId("dev"), InstantSource.system(), new SecureRandom());
    }

    private Session open(LocalStore store, Alias name) {
        return store.router().openOrCreate(ME, store.workspaces().of(home), name, Duration.ofHours(1));
    }

    private static void fill(LocalStore store, Session session, Alias name) {
        String deleted = store.ids().mint(IdType.RECORD);
        session.append(List.of(note(deleted, "to be deleted")));
        List<Draft> notes = new ArrayList<>();
        for (int i = 0; i < NOTES; i++) {
            notes.add(note(store.ids().mint(IdType.RECORD), name.value() + " " + i));
        }
        session.append(notes);
        session.delete(deleted, Author.user("dev"));
    }

    private static Draft note(String id, String text) {
        return new Draft(Kind.NOTE, id, Bytes.utf8(text), Author.user("dev"));
    }

    private PostgresMigration.Moved run(StoreExport source) {
        return PostgresMigration.run(
                source,
                ACCESS,
                new PostgresMigration.Target(
                        target.as("installer", target.records),
                        target.as("installer", target.vault),
                        target.settings(),
                        RootKey.ofFile(home.resolve("root.keyset"))),
                new SecureRandom());
    }

    @Test
    void everything_isMovedVerifiedAndReadable() throws Exception {
        PostgresMigration.Moved moved;
        try (StoreExport source = new SqliteExport(home)) {
            moved = run(source);
            assertThat(moved.partitions())
                    .isEqualTo(source.partitions(ACCESS).size())
                    .isGreaterThanOrEqualTo(3);
            assertThat(run(source)).as("run again").isEqualTo(moved);
        }
        assertThat(moved.rows()).isGreaterThan(3 * NOTES);
        assertThat(moved.incidents()).isEqualTo(1);
        assertThat(moved.keys()).isGreaterThan(3);
        assertThat(moved.anchors()).isGreaterThanOrEqualTo(3);
        try (PostgresStore store = PostgresStore.open(
                target.settings(), home, new UserId("dev"), InstantSource.system(), new SecureRandom())) {
            for (Alias name : NAMES) {
                try (Session session =
                        store.router().open(ME, store.workspaces().of(home), name)) {
                    assertThat(session.read(Kind.NOTE))
                            .hasSize(NOTES)
                            .extracting(Entry::body)
                            .extracting(Bytes::asUtf8)
                            .allMatch(text -> text.startsWith(name.value() + " "));
                }
            }
            assertThat(Installation.incidents(store)).hasSize(1);
        }
    }

    @Test
    void stoppedMigration_goesOn() throws Exception {
        try (SqliteExport source = new SqliteExport(home)) {
            int pages = 0;
            for (int at = 1; at <= 4; at++) {
                StoreExport breaking = breakingAfter(source, at);
                assertThatThrownBy(() -> run(breaking)).hasMessage("stopped on purpose");
                pages++;
            }
            assertThat(pages).isEqualTo(4);
            assertThat(run(source).rows()).isGreaterThan(3 * NOTES);
        }
    }

    /** The source, which fails when rows are read for the {@code at}th time. */
    private static StoreExport breakingAfter(StoreExport source, int at) {
        AtomicInteger reads = new AtomicInteger();
        return (StoreExport) Proxy.newProxyInstance(
                StoreExport.class.getClassLoader(), new Class<?>[] {StoreExport.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("rows") && reads.incrementAndGet() == at) {
                        throw new IllegalStateException("stopped on purpose");
                    }
                    try {
                        return method.invoke(source, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void targetThatDiffers_isRefused_andNotOverwritten() throws Exception {
        try (SqliteExport source = new SqliteExport(home)) {
            run(source);
            Server.run(
                    target.admin(target.records),
                    "UPDATE cordon.record SET sealed = '\\x00' WHERE (scope, seq) IN"
                            + " (SELECT scope, seq FROM cordon.record WHERE seq = 2 ORDER BY scope LIMIT 1)");
            assertDiffers(() -> run(source));
            Server.run(
                    target.admin(target.vault),
                    "UPDATE cordon_vault.wrapped_key SET wrapped = '\\x00' WHERE name LIKE 'partition/%'");
            assertDiffers(() -> run(source));
        }
    }

    private static void assertDiffers(Runnable migration) {
        assertThatThrownBy(migration::run)
                .isInstanceOfSatisfying(
                        CordonException.Conflict.class,
                        e -> assertThat(e.problem().code()).isEqualTo("target-differs"));
    }

    @Test
    void sourceThatSomebodyWritesTo_isRefused() throws Exception {
        try (LocalStore store = local();
                Session session = open(store, NAMES.getFirst());
                SqliteExport source = new SqliteExport(home)) {
            assertThat(session.read(Kind.NOTE)).hasSize(NOTES);
            assertThatThrownBy(() -> run(source)).isInstanceOf(CordonException.Conflict.class);
        }
    }

    @Test
    void erasedRows_arriveWithoutTheirBytes_andTheSourceIsAsItWas() throws Exception {
        try (SqliteExport source = new SqliteExport(home)) {
            List<SealedRow> before = rows(source);
            run(source);
            assertThat(rows(source)).isEqualTo(before);
            long erased = before.stream().filter(row -> row.sealed() == null).count();
            assertThat(erased).isGreaterThanOrEqualTo(3);
            assertThat(Server.run(
                            target.admin(target.records), "SELECT count(*) FROM cordon.record WHERE sealed IS NULL"))
                    .containsExactly(Long.toString(erased));
        }
    }

    private static List<SealedRow> rows(StoreExport source) {
        List<SealedRow> all = new ArrayList<>();
        for (String partition : source.partitions(ACCESS)) {
            all.addAll(source.rows(ACCESS, partition, 0, Integer.MAX_VALUE));
        }
        return all;
    }
}
