package dev.cordon.stores.sqlite;

import dev.cordon.core.Alias;
import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Credential;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Incident;
import dev.cordon.core.SessionRouter;
import dev.cordon.core.UserId;
import dev.cordon.core.WorkspaceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** A home on a real file system, with a clock that a test sets. */
final class Home implements AutoCloseable {
    static final Credential ME = new Credential.OsUser();
    static final Author BY = Author.user("dev");
    static final Duration HOUR = Duration.ofHours(1);
    static final Bytes HELLO = Bytes.utf8("hello");

    final Path folder;
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
    LocalStore store;

    Home(Path folder) {
        this.folder = folder;
        this.store = open();
    }

    LocalStore open() {
        return LocalStore.open(folder, new UserId("dev"), now::get, new SecureRandom());
    }

    /** Ends the process as far as the home is concerned, and begins another. */
    void restart() {
        store.close();
        store = open();
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

    Credential profile(String name) {
        Alias alias = new Alias(name);
        return new Credential.Profile(alias, store.identity().enroll(alias));
    }

    List<Incident> incidents() {
        return store.incidents().list(CrossSessionAccess.forPlace(CrossSessionAccess.Place.INCIDENTS));
    }

    void later(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    /** The file of a partition, as an attacker on this machine finds it. */
    Path file(String key) {
        return folder.resolve("partitions")
                .resolve(key.substring(0, 2))
                .resolve(key.substring(2, 4))
                .resolve(key + ".db");
    }

    /** But the empty ones that writers lock, of which there are 256 at most and that tell of no partition. */
    List<Path> files() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("writers"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
