package dev.cordon.memory;

import dev.cordon.core.Alias;
import dev.cordon.core.Author;
import dev.cordon.core.Credential;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.IdType;
import dev.cordon.core.Incident;
import dev.cordon.core.Knowledge;
import dev.cordon.core.Session;
import dev.cordon.core.SessionRouter;
import dev.cordon.core.UserId;
import dev.cordon.core.WorkspaceId;
import dev.cordon.guard.SecretScanner;
import dev.cordon.stores.sqlite.LocalStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** A home with the real store, a clock that a test sets, and the parts that memories need. */
final class MemoryHome implements AutoCloseable {
    static final Credential ME = new Credential.OsUser();
    static final Pen DEV = Pen.of(Author.user("dev"));
    static final Pen MODEL = Pen.of(Author.model("m1"));
    static final SecretScanner SCANNER = SecretScanner.shipped();
    static final Duration MONTH = Duration.ofDays(30);

    final Path folder;
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
    final IndexCache indexes = new IndexCache(IndexCache.USUAL_BYTES);
    MemorySettings settings = MemorySettings.DEFAULT;
    /** Runs before anybody looks at the clock. */
    volatile Runnable beforeLook = () -> {};

    Optional<Embedder> embedder = Optional.empty();
    LocalStore store;

    MemoryHome(Path temp) {
        this.folder = temp.resolve("home");
        this.store = open();
    }

    private LocalStore open() {
        return LocalStore.open(folder, new UserId("dev"), this::look, new SecureRandom());
    }

    private Instant look() {
        beforeLook.run();
        return now.get();
    }

    /** Ends the process as far as the home is concerned, and begins another. */
    void restart() {
        store.close();
        store = open();
    }

    MemoryParts parts() {
        return parts(indexes);
    }

    MemoryParts parts(IndexCache cache) {
        return new MemoryParts(settings, SCANNER, store.ids(), new SecureRandom(), cache, embedder);
    }

    SessionRouter router() {
        return store.router();
    }

    WorkspaceId workspace(String name) {
        try {
            return store.workspaces().of(Files.createDirectories(folder.resolveSibling(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Session session(String workspace) {
        return router().create(ME, workspace(workspace), null, MONTH);
    }

    Session reopened(Session session) {
        session.close();
        restart();
        return router().open(ME, session.info().workspace(), session.info().id());
    }

    Memory memory(Session session) {
        return Memory.of(session, parts(), DEV);
    }

    Memory memory(Session session, Pen pen) {
        return Memory.of(session, parts(), pen);
    }

    Knowledge facts(String workspace) {
        return router().facts(ME, workspace(workspace));
    }

    ProposalDesk desk(Session session) {
        return new ProposalDesk(session, router().facts(ME, session.info().workspace()), parts(), "dev");
    }

    Credential profile(String name) {
        Alias alias = new Alias(name);
        return new Credential.Profile(alias, store.identity().enroll(alias));
    }

    String task() {
        return store.ids().mint(IdType.TASK);
    }

    void later(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    List<Incident> incidents() {
        return store.incidents().list(CrossSessionAccess.forPlace(CrossSessionAccess.Place.INCIDENTS));
    }

    /** Whether the words lie in any file of the home, in UTF-8. */
    boolean diskHolds(String words) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).anyMatch(file -> holds(file, words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holds(Path file, String words) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                    .contains(new String(words.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        indexes.close();
        store.close();
    }
}
