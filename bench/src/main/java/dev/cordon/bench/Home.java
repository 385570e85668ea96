package dev.cordon.bench;

import dev.cordon.core.Author;
import dev.cordon.core.Credential;
import dev.cordon.core.Session;
import dev.cordon.core.UserId;
import dev.cordon.core.WorkspaceId;
import dev.cordon.guard.SecretScanner;
import dev.cordon.memory.Conversation;
import dev.cordon.memory.IndexCache;
import dev.cordon.memory.Memory;
import dev.cordon.memory.MemoryParts;
import dev.cordon.memory.MemorySettings;
import dev.cordon.memory.Pen;
import dev.cordon.stores.sqlite.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** A home of its own with the embedded store, and memories in it that take as much as a benchmark writes. */
final class Home implements AutoCloseable {
    static final Credential ME = new Credential.OsUser();
    static final Duration DAY = Duration.ofDays(1);

    private static final Pen PEN = Pen.of(Author.user("bench"));
    private static final SecretScanner SCANNER = SecretScanner.shipped();
    private static final MemorySettings SETTINGS = MemorySettings.DEFAULT.limited(
            MemorySettings.MOST_TEXT_BYTES, MemorySettings.DEFAULT.mostItems(), 256L << 20, Integer.MAX_VALUE);

    final LocalStore store;
    final WorkspaceId workspace;

    Home(Path folder) throws IOException {
        this.store = LocalStore.open(
                folder.resolve("home"), new UserId("bench"), InstantSource.system(), new SecureRandom());
        this.workspace = store.workspaces().of(Files.createDirectories(folder.resolve("workspace")));
    }

    Session create() {
        return store.router().create(ME, workspace, null, DAY);
    }

    Session open(Session session) {
        return store.router().open(ME, workspace, session.info().id());
    }

    Memory memory(Session session, IndexCache indexes) {
        return Memory.of(session, parts(indexes), PEN);
    }

    Conversation conversation(Session session, IndexCache indexes) {
        return new Conversation(session, parts(indexes), PEN);
    }

    private MemoryParts parts(IndexCache indexes) {
        return new MemoryParts(SETTINGS, SCANNER, store.ids(), new SecureRandom(), indexes);
    }

    @Override
    public void close() {
        store.close();
    }
}
