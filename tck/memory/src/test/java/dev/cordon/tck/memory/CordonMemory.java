package dev.cordon.tck.memory;

import dev.cordon.core.Author;
import dev.cordon.core.Credential;
import dev.cordon.core.IdType;
import dev.cordon.core.PartitionId;
import dev.cordon.core.RouterPorts;
import dev.cordon.core.Session;
import dev.cordon.core.SessionId;
import dev.cordon.core.SessionRouter;
import dev.cordon.core.WorkspaceId;
import dev.cordon.core.spi.Identity;
import dev.cordon.guard.SecretScanner;
import dev.cordon.memory.IndexCache;
import dev.cordon.memory.Memory;
import dev.cordon.memory.MemoryParts;
import dev.cordon.memory.MemorySettings;
import dev.cordon.memory.Pen;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

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
    final Map<Owner, PartitionId> partitions = new ConcurrentHashMap<>();
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    Ports ports;
    SessionRouter router;
    IndexCache indexes;

    private final UnaryOperator<Ports> wiring;

    CordonMemory(Bench bench) {
        this(bench, UnaryOperator.identity());
    }

    /** @param wiring wraps ports, in test builds that do without one of them */
    CordonMemory(Bench bench, UnaryOperator<Ports> wiring) {
        this.bench = bench;
        this.wiring = wiring;
        start();
    }

    /** Begins a process, as far as the memory can tell. */
    final void start() {
        ports = wiring.apply(bench.start(this::now));
        router = new SessionRouter(new RouterPorts(
                identity(),
                ports.partitions(),
                ports.anchors(),
                ports.keys(),
                ports.ids(),
                ports.incidents(),
                this::now));
        indexes = new IndexCache(IndexCache.USUAL_BYTES);
    }

    /** Who verifies credentials; asked while this is being made. */
    Identity identity() {
        return people;
    }

    final void stop() {
        router.close();
        indexes.close();
        ports.close();
    }

    final Instant now() {
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
        return opened(session(owner));
    }

    CordonSession opened(Session session) {
        return new CordonSession(session, Memory.of(session, parts(), AGENT));
    }

    /** The owner's session, open for writing. */
    Session session(Owner owner) {
        Credential credential = credential(owner);
        WorkspaceId workspace = workspace(owner);
        SessionId known = owner.session().isEmpty() ? new SessionId("") : sessions.get(owner);
        return known != null
                ? router.open(credential, workspace, known)
                : known(owner, router.create(credential, workspace, null, MONTH));
    }

    Session known(Owner owner, Session session) {
        sessions.put(owner, session.info().id());
        partitions.put(owner, new PartitionId.Session(session.scope()));
        return session;
    }

    /** The application keeps the id: whoever comes again is told that the session is gone. */
    @Override
    public void erase(Owner owner) {
        router.erase(credential(owner), sessions.get(owner));
    }

    @Override
    public void close() {
        try (bench) {
            stop();
        }
    }

    @Override
    public Abilities.Addressing addressing() {
        return new Abilities.Addressing() {
            @Override
            public String idOf(Owner owner) {
                return sessions.get(owner).value();
            }

            @Override
            public SessionUnderTest openById(Owner caller, String id) {
                return opened(router.open(credential(caller), workspace(caller), new SessionId(id)));
            }
        };
    }

    @Override
    public Abilities.Expiring expiring() {
        return new Abilities.Expiring() {
            @Override
            public Duration idle() {
                return MemorySettings.DEFAULT.idle();
            }

            @Override
            public void later(Duration by) {
                ahead.updateAndGet(was -> was.plus(by));
            }
        };
    }

    @Override
    public Abilities.Incidents incidents() {
        return ports::incidentCount;
    }

    @Override
    public Abilities.Restarting restarting() {
        return () -> {
            stop();
            start();
        };
    }

    @Override
    public Abilities.Batching batching() {
        return new CordonBatching(this);
    }

    @Override
    public Abilities.Typing typing() {
        return new CordonTyping(this);
    }

    @Override
    public Abilities.Attributing attributing() {
        return new CordonAttributing(this);
    }

    @Override
    public Abilities.Publishing publishing() {
        return new CordonPublishing(this);
    }

    @Override
    public Abilities.Exporting exporting() {
        return new CordonCopies(this);
    }

    @Override
    public Abilities.Forking forking() {
        return new CordonCopies(this);
    }

    @Override
    public Abilities.Receipts receipts() {
        return new CordonReceipts(this);
    }

    @Override
    public Abilities.RawRecords rawRecords() {
        return new CordonRecords(this);
    }

    @Override
    public Abilities.RawReading rawReading() {
        return bench.rawReading(ports);
    }

    @Override
    public Abilities.Layered layered() {
        return new Layers(bench);
    }

    @Override
    public Abilities.Killing killing() {
        return owner -> CordonWriter.start(this, owner);
    }
}
