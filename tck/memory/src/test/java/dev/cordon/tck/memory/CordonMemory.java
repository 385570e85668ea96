package dev.cordon.tck.memory;

import dev.cordon.core.Author;
import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.IdType;
import dev.cordon.core.RouterPorts;
import dev.cordon.core.Session;
import dev.cordon.core.SessionId;
import dev.cordon.core.SessionRouter;
import dev.cordon.core.WorkspaceId;
import dev.cordon.guard.SecretScanner;
import dev.cordon.memory.IndexCache;
import dev.cordon.memory.Memory;
import dev.cordon.memory.MemoryParts;
import dev.cordon.memory.MemorySettings;
import dev.cordon.memory.Pen;
import dev.cordon.memory.Query;
import dev.cordon.memory.Remember;
import dev.cordon.memory.Selector;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Cordon's memory on one engine. The router mints sessions and workspaces; which id the application was given for which
 * of its names is the application's to know, and stands in these maps.
 */
class CordonMemory implements MemoryUnderTest {
    static final Duration MONTH = Duration.ofDays(30);
    static final SecretScanner SCANNER = SecretScanner.shipped();
    static final Pen AGENT = Pen.of(Author.model("m1"));

    final Bench bench;
    final People people = new People();
    final Map<String, WorkspaceId> workspaces = new ConcurrentHashMap<>();
    final Map<Owner, SessionId> sessions = new ConcurrentHashMap<>();
    final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    Ports ports;
    SessionRouter router;
    IndexCache indexes;

    /** Where an engine's ports come from; outlives what ends a process. */
    interface Bench extends AutoCloseable {
        String name();

        String version();

        Ports start(java.time.InstantSource clock);

        @Override
        void close();
    }

    CordonMemory(Bench bench) {
        this.bench = bench;
        start();
    }

    final void start() {
        ports = bench.start(this::now);
        router = new SessionRouter(routerPorts(ports));
        indexes = new IndexCache(IndexCache.USUAL_BYTES);
    }

    RouterPorts routerPorts(Ports of) {
        return new RouterPorts(people, of.partitions(), of.anchors(), of.keys(), of.ids(), of.incidents(), this::now);
    }

    final void stop() {
        router.close();
        indexes.close();
        ports.close();
    }

    Instant now() {
        return Instant.now().plus(ahead.get());
    }

    MemoryParts parts() {
        return new MemoryParts(MemorySettings.DEFAULT, SCANNER, ports.ids(), new SecureRandom(), indexes);
    }

    @Override
    public String name() {
        return bench.name();
    }

    @Override
    public String version() {
        return bench.version();
    }

    Credential credential(Owner owner) {
        return people.credential(owner.tenant(), owner.user());
    }

    WorkspaceId workspace(Owner owner) {
        // No name is no workspace: an id of no shape is refused.
        return owner.workspace().isEmpty()
                ? new WorkspaceId("")
                : workspaces.computeIfAbsent(
                        owner.workspace(), name -> new WorkspaceId(ports.ids().mint(IdType.WORKSPACE)));
    }

    @Override
    public SessionUnderTest open(Owner owner) {
        return new CordonSession(session(owner), this);
    }

    /** The owner's session, open for writing. */
    Session session(Owner owner) {
        Credential credential = credential(owner);
        WorkspaceId workspace = workspace(owner);
        if (owner.session().isEmpty()) {
            return router.open(credential, workspace, new SessionId(""));
        }
        SessionId known = sessions.get(owner);
        if (known != null) {
            return router.open(credential, workspace, known);
        }
        Session made = router.create(credential, workspace, null, MONTH);
        sessions.put(owner, made.info().id());
        return made;
    }

    @Override
    public void erase(Owner owner) {
        SessionId known = sessions.get(owner);
        if (known != null) {
            router.erase(credential(owner), known);
            // The application begins anew for a caller that comes again.
            sessions.remove(owner);
        }
    }

    @Override
    public void close() {
        try (bench) {
            stop();
        }
    }

    /** One session of it. */
    static class CordonSession implements SessionUnderTest {
        private final Session session;
        private final Memory memory;

        CordonSession(Session session, CordonMemory of) {
            this(session, Memory.of(session, of.parts(), AGENT));
        }

        CordonSession(Session session, Memory memory) {
            this.session = session;
            this.memory = memory;
        }

        @Override
        public String append(String text) {
            return memory.remember(Remember.working(text)).item().id();
        }

        @Override
        public Optional<String> get(String id) {
            try {
                return Optional.of(memory.get(id).text());
            } catch (CordonException.NotFound e) {
                return Optional.empty();
            }
        }

        @Override
        public List<Item> search(String query, int k) {
            return memory.recall(Query.of(query).most(k)).hits().stream()
                    .map(hit -> new Item(hit.item().id(), hit.item().text()))
                    .toList();
        }

        @Override
        public boolean delete(String id) {
            return memory.forget(Selector.id(id)) == 1;
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
