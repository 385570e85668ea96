package dev.cordon.core;

import dev.cordon.core.spi.PartitionStore.Access;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns a credential into a session: the only way to one. Mints session ids and binds each for life to tenant, user and
 * workspace (C2); answers foreign, expired, erased and made-up ids alike, by the same path (C3). Every method verifies
 * the credential first and throws {@link CordonException.Refused} where it doesn't verify. Thread-safe. Closing it
 * anchors what waits and closes the sessions that are still open; the ports stay open.
 */
public final class SessionRouter implements AutoCloseable {
    public static final Duration MIN_TTL = Duration.ofSeconds(1);
    public static final Duration MAX_TTL = Duration.ofDays(365);

    /** What the key of exports is derived for. */
    private static final String EXPORTS = "exports";

    private static final int COPIED_AT_ONCE = 64;

    private final RouterPorts ports;
    private final HighWaterClock clock;
    private final Anchorer anchorer;
    private final Partitions partitions;
    private final Set<SessionGate> open = ConcurrentHashMap.newKeySet();

    public SessionRouter(RouterPorts ports) {
        this.ports = ports;
        this.clock = new HighWaterClock(ports.clock());
        this.anchorer = new Anchorer(ports.anchors());
        this.partitions = new Partitions(ports, anchorer);
    }

    /**
     * A new session, open for writing.
     *
     * @param alias a name for it, or null
     * @param ttl until it expires: {@link #MIN_TTL} to {@link #MAX_TTL}
     * @throws CordonException.Conflict if an unexpired session of this user bears the alias
     */
    public Session create(Credential credential, WorkspaceId workspace, @Nullable Alias alias, Duration ttl) {
        return create(credential, fresh(workspace, alias, ttl, false, null));
    }

    /** A new session of which nothing becomes durable (C7); else as {@link #create}. */
    public Session createEphemeral(Credential credential, WorkspaceId workspace, @Nullable Alias alias, Duration ttl) {
        return create(credential, fresh(workspace, alias, ttl, true, null));
    }

    private Session create(Credential credential, SessionInfo info) {
        Subject subject = verify(credential);
        Scope scope = scope(subject, info);
        SealedLog log = partitions.create(new PartitionId.Session(scope));
        try {
            log.append(
                    List.of(new Draft(Kind.SESSION_INFO, info.id().value(), info.encode(), Author.policy("router"))),
                    clock.instant());
            partitions.anchor(log);
            directory(subject).add(info);
            return session(scope, info, log);
        } catch (RuntimeException e) {
            abandon(log, e);
            throw e;
        }
    }

    private void abandon(SealedLog log, RuntimeException cause) {
        try {
            log.close();
            partitions.erase(log.partition());
        } catch (CordonException e) {
            // Nothing names the partition, so nobody reaches it.
            cause.addSuppressed(e);
        }
    }

    private SessionInfo fresh(
            WorkspaceId workspace, @Nullable Alias alias, Duration ttl, boolean ephemeral, @Nullable SessionId origin) {
        if (ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0) {
            throw new CordonException.BadInput(Problem.of(
                    "bad-ttl",
                    "No session was made",
                    "its time to live is not between 1 s and 365 days",
                    "choose --ttl"));
        }
        requireMinted(workspace);
        Instant now = clock.instant();
        SessionId id = new SessionId(ports.ids().mint(IdType.SESSION));
        return new SessionInfo(id, workspace, alias, now, now.plus(ttl), SessionInfo.State.OPEN, ephemeral, origin);
    }

    private void requireMinted(WorkspaceId workspace) {
        if (!ports.ids().verify(IdType.WORKSPACE, workspace.value())) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C2,
                    "workspace-not-minted",
                    "Nothing was opened",
                    "the workspace's id was not minted here",
                    "use cordon's own"));
        }
    }

    /** This user's durable facts in {@code workspace}, for the person themselves to read and write (C7). */
    public Knowledge facts(Credential credential, WorkspaceId workspace) {
        Subject subject = verify(credential);
        requireMinted(workspace);
        if (directory(subject).isHome(workspace)) {
            throw Problems.noSession();
        }
        return knowledge(partitions.lives().facts(subject.tenant(), subject.user(), workspace));
    }

    /**
     * The same for what comes from one of their sessions: written here, it lies under a key of that session's, which
     * {@link #eraseFactsOf} destroys (C17).
     *
     * @throws CordonException.NotFound if this user has no such session (C3)
     */
    public Knowledge facts(Credential credential, SessionId source) {
        Subject subject = verify(credential);
        Scope scope = scope(subject, requireLive(subject, directory(subject).session(source)));
        return new Knowledge(
                new SharedPartition(partitions.facts(scope), partitions),
                partitions,
                clock,
                new PartitionId.Session(scope).key());
    }

    /** A collection of the credential's tenant, for a person to publish to (C12). It is made by its first record. */
    public Knowledge collection(Credential credential, String name) {
        return knowledge(partitions.lives().collection(verify(credential).tenant(), name));
    }

    /** A collection of the credential's tenant as a run has it: read-only (C12); empty where there is none. */
    public KnowledgeReader mount(Credential credential, String name) {
        PartitionId id = partitions.lives().collection(verify(credential).tenant(), name);
        return KnowledgeReader.of(partitions, id, () -> {});
    }

    private Knowledge knowledge(PartitionId id) {
        return new Knowledge(new SharedPartition(id, partitions), partitions, clock, null);
    }

    /**
     * Opens a session for writing.
     *
     * @throws CordonException.NotFound if this user has no such session (C3)
     * @throws CordonException.Refused if it is bound to another workspace (C2)
     * @throws CordonException.Conflict if it is closed, or another writer holds it: session busy
     * @throws CordonException.Damaged if its log is not as anchored (C11)
     */
    public Session open(Credential credential, WorkspaceId workspace, SessionId id) {
        Subject subject = verify(credential);
        return open(subject, workspace, directory(subject).session(id));
    }

    /** As {@link #open(Credential, WorkspaceId, SessionId)}, by the name that its user gave it. */
    public Session open(Credential credential, WorkspaceId workspace, Alias alias) {
        Subject subject = verify(credential);
        return open(subject, workspace, directory(subject).session(alias));
    }

    /** Opens the session of this name, or makes it where this user has none. */
    public Session openOrCreate(Credential credential, WorkspaceId workspace, Alias alias, Duration ttl) {
        return find(credential, alias).isPresent()
                ? open(credential, workspace, alias)
                : create(credential, workspace, alias, ttl);
    }

    private Session open(Subject subject, WorkspaceId workspace, Optional<SessionInfo> found) {
        SessionInfo info = requireLive(subject, found);
        requireBound(info, workspace);
        if (info.state() == SessionInfo.State.CLOSED) {
            throw new CordonException.Conflict(Problem.of(
                    "session-closed",
                    "The session takes no more records",
                    "it was closed",
                    "begin a new one with --session new"));
        }
        Scope scope = scope(subject, info);
        return session(scope, info, openLog(scope, Access.WRITE));
    }

    /** Opens a session of this user for reading, beside a writer too; its workspace doesn't matter for that. */
    public SessionReader openForReading(Credential credential, SessionId id) {
        Subject subject = verify(credential);
        SessionInfo info = requireLive(subject, directory(subject).session(id));
        Scope scope = scope(subject, info);
        return new SessionReader(gate(scope, info, openLog(scope, Access.READ)), partitions);
    }

    /** This user's unexpired session of this name. */
    public Optional<SessionInfo> find(Credential credential, Alias alias) {
        Subject subject = verify(credential);
        return directory(subject).session(alias).filter(info -> !noteExpiry(subject, info));
    }

    /** This user's unexpired sessions, the oldest first. */
    public List<SessionInfo> list(Credential credential) {
        Subject subject = verify(credential);
        return directory(subject).sessions().stream()
                .filter(info -> !noteExpiry(subject, info))
                .toList();
    }

    /** Ends a session's writing for good; it stays readable until it expires. */
    public void close(Credential credential, SessionId id) {
        Subject subject = verify(credential);
        SessionInfo info = requireLive(subject, directory(subject).session(id));
        try (SealedLog log = openLog(scope(subject, info), Access.WRITE)) {
            partitions.anchor(log);
            directory(subject).update(info.in(SessionInfo.State.CLOSED));
        }
    }

    /**
     * Erases a session, expired or not: its key first, then everything else of it (C17). Readers of this process are
     * closed. What a crash leaves undone, a second call does.
     *
     * @throws CordonException.Conflict while a writer holds it
     */
    public void erase(Credential credential, SessionId id) {
        erase(credential, id, () -> {});
    }

    /** The same; runs {@code gone} when only its name is left: while that does not end, a second call finds the session. */
    public void erase(Credential credential, SessionId id, Runnable gone) {
        Subject subject = verify(credential);
        UserDirectory directory = directory(subject);
        SessionInfo info = directory.session(id).orElseThrow(Problems::noSession);
        Scope scope = scope(subject, info);
        partitions.erase(new PartitionId.Session(scope));
        open.stream().filter(gate -> gate.scope.equals(scope)).forEach(SessionGate::close);
        gone.run();
        directory.remove(info);
    }

    /** All of this user's sessions, expired ones too, to be erased. */
    public List<SessionInfo> listAll(Credential credential) {
        return directory(verify(credential)).sessions();
    }

    /** Erases this user's durable facts in a workspace, for good (C17): what is accepted there later begins anew. */
    public void eraseFacts(Credential credential, WorkspaceId workspace) {
        Subject subject = verify(credential);
        requireMinted(workspace);
        if (directory(subject).isHome(workspace)) {
            throw Problems.noSession();
        }
        endErasure(subject, workspace);
        partitions.erase(partitions.lives().facts(subject.tenant(), subject.user(), workspace));
    }

    private void endErasure(Subject subject, WorkspaceId workspace) {
        partitions.lives().allFacts(subject.tenant(), subject.user(), workspace).forEach(partitions::endErasure);
    }

    /**
     * Removes what stopped erasures of this user left of sessions, of their directory, and of facts: records whose keys
     * are gone (C17), also such as an older version left, which marked none.
     *
     * @param workspaces all that may have held facts of theirs
     */
    public void endErasures(Credential credential, Collection<WorkspaceId> workspaces) {
        Subject subject = verify(credential);
        directory(subject).sessions().stream()
                .map(info -> new PartitionId.Session(scope(subject, info)))
                .forEach(partitions::endErasure);
        workspaces.forEach(workspace -> endErasure(subject, workspace));
        endDirectories(subject);
    }

    /**
     * The same of everybody of the credential's tenant, as far as this version began it: for users whose credentials
     * nobody shows any more (C17).
     *
     * @param access of the place of erasure
     * @return how many partitions were ended
     */
    public int endErasures(CrossSessionAccess access, Credential credential) {
        requireErasure(access);
        return partitions.endErasures(access, verify(credential).tenant());
    }

    private static void requireErasure(CrossSessionAccess access) {
        if (access.place() != CrossSessionAccess.Place.ERASURE) {
            throw new IllegalArgumentException("the right is for " + access.place());
        }
    }

    private void endDirectories(Subject subject) {
        partitions.lives().allDirectories(subject.tenant(), subject.user()).forEach(partitions::endErasure);
    }

    /**
     * Erases the durable facts that came from a session of this user, its key there first: so they are gone from
     * backups of the facts, too (C17). The session itself, expired or not, stays.
     *
     * @return how many facts there were
     */
    public int eraseFactsOf(Credential credential, SessionId source) {
        Subject subject = verify(credential);
        Scope scope = scope(subject, directory(subject).session(source).orElseThrow(Problems::noSession));
        return partitions.eraseGiven(partitions.facts(scope), new PartitionId.Session(scope), clock.instant());
    }

    /**
     * Erases what tells which sessions and tasks this user has. Who comes back begins anew.
     *
     * @throws CordonException.Conflict while there are sessions: nothing would find them any more
     */
    public void eraseDirectory(Credential credential) {
        Subject subject = verify(credential);
        UserDirectory directory = directory(subject);
        if (!directory.sessions().isEmpty()) {
            throw new CordonException.Conflict(Problem.of(
                    Rule.C17,
                    "sessions-left",
                    "The user is not erased",
                    "there are sessions left",
                    "erase those first"));
        }
        endDirectories(subject);
        partitions.erase(directory.id());
    }

    /**
     * Erases everything of the credential's tenant: its key first, then sessions, facts, directories and collections of
     * all its users (C17). Readers of this process are closed. What a crash leaves undone, a second call does; who comes
     * back begins anew.
     *
     * @param access of the place of erasure
     * @return how many partitions there were
     * @throws CordonException.Conflict while a writer holds one of them; where it was held at the beginning, nothing is
     *     destroyed
     */
    public int eraseTenant(CrossSessionAccess access, Credential credential) {
        requireErasure(access);
        TenantId tenant = verify(credential).tenant();
        return partitions.eraseTenant(
                access,
                tenant,
                () -> open.stream()
                        .filter(gate -> gate.scope.tenant().equals(tenant))
                        .forEach(SessionGate::close));
    }

    /**
     * Writes a session as JSON Lines, in the clear: see {@link SessionExport}. Leaves {@code out} open.
     *
     * @return how many records there were
     * @throws CordonException.Damaged if it is not what was written (C11); then {@link #exportSalvaged} gets what is left
     */
    public long export(Credential credential, SessionId id, OutputStream out) throws IOException {
        try (SessionReader reader = openForReading(credential, id)) {
            return exporter(out).write(reader, clock.instant());
        }
    }

    /** The same of a damaged session: what can still be read, and the gaps by their sequences. */
    public Salvaged exportSalvaged(Credential credential, SessionId id, OutputStream out) throws IOException {
        Subject subject = verify(credential);
        SessionInfo info = requireLive(subject, directory(subject).session(id));
        Salvaged salvaged = partitions.salvage(new PartitionId.Session(scope(subject, info)));
        exporter(out).write(info, salvaged, clock.instant());
        return salvaged;
    }

    private SessionExport exporter(OutputStream out) {
        return new SessionExport(out, ports.keys().derive(EXPORTS));
    }

    /**
     * A new session of the same workspace that begins with what this one knows, under a key of its own. Its work, its
     * approvals and its traces stay behind: a fork gains no right.
     */
    public Session fork(Credential credential, SessionId id, @Nullable Alias alias, Duration ttl) {
        try (SessionReader source = openForReading(credential, id)) {
            Session fork = create(credential, fresh(source.info().workspace(), alias, ttl, false, id));
            return filled(credential, fork, records -> {
                long head = source.head().sequence();
                for (long from = 1; from <= head; from += COPIED_AT_ONCE) {
                    source.entries(from, Math.min(head, from + COPIED_AT_ONCE - 1)).stream()
                            .filter(entry -> entry.kind().isCopied())
                            .forEach(records);
                }
            });
        }
    }

    /**
     * A new session with what an export holds; see {@link SessionImport}.
     *
     * @throws CordonException.BadInput if the file is no whole export; nothing is left then
     */
    public Session importFrom(
            Credential credential, WorkspaceId workspace, @Nullable Alias alias, Duration ttl, Path file) {
        SessionImport source =
                SessionImport.checked(file, ports.ids(), ports.keys().derive(EXPORTS));
        return filled(credential, create(credential, workspace, alias, ttl), source::records);
    }

    private Session filled(Credential credential, Session session, Consumer<Consumer<Entry>> source) {
        try {
            SessionCopies copies = new SessionCopies(session);
            source.accept(copies::take);
            copies.flush();
            session.anchor();
            return session;
        } catch (RuntimeException e) {
            session.close();
            erase(credential, session.info().id());
            throw e;
        }
    }

    /** Where this user's tasks are found again. */
    public UserDirectory directory(Credential credential) {
        return directory(verify(credential));
    }

    /** Who the credential belongs to. */
    public Subject verify(Credential credential) {
        return ports.identity().verify(credential);
    }

    private UserDirectory directory(Subject subject) {
        return new UserDirectory(subject, partitions, ports.ids(), clock);
    }

    private SessionInfo requireLive(Subject subject, Optional<SessionInfo> found) {
        return found.filter(info -> !noteExpiry(subject, info)).orElseThrow(Problems::noSession);
    }

    /** Whether it is expired; once seen so, it stays so, whatever the clock says later (C16). */
    private boolean noteExpiry(Subject subject, SessionInfo info) {
        if (!info.isExpired(clock.instant())) {
            return false;
        }
        if (info.state() != SessionInfo.State.EXPIRED) {
            directory(subject).update(info.in(SessionInfo.State.EXPIRED));
        }
        return true;
    }

    private static void requireBound(SessionInfo info, WorkspaceId workspace) {
        if (!info.workspace().equals(workspace)) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C2,
                    "session-of-other-workspace",
                    "The session was not opened",
                    "it is bound to another workspace for life",
                    "go to the repository that it was made in, or use --session new here"));
        }
    }

    private SealedLog openLog(Scope scope, Access access) {
        return partitions.open(new PartitionId.Session(scope), access).orElseThrow(Problems::noSession);
    }

    private Session session(Scope scope, SessionInfo info, SealedLog log) {
        return new Session(gate(scope, info, log), partitions, ports.ids());
    }

    private SessionGate gate(Scope scope, SessionInfo info, SealedLog log) {
        SessionGate gate = new SessionGate(scope, info, log, clock, open::remove);
        open.add(gate);
        return gate;
    }

    private static Scope scope(Subject subject, SessionInfo info) {
        return new Scope(subject.tenant(), subject.user(), info.workspace(), info.id());
    }

    @Override
    public void close() {
        open.forEach(SessionGate::close);
        anchorer.close();
    }
}
