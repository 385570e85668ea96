package dev.cordon.run;

import dev.cordon.core.Author;
import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Kind;
import dev.cordon.core.Knowledge;
import dev.cordon.core.LedgerEntry;
import dev.cordon.core.LedgerKey;
import dev.cordon.core.ReadableSession;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.SessionRouter;
import dev.cordon.core.SignedStatement;
import dev.cordon.core.WorkspaceId;
import dev.cordon.memory.Proposals;
import dev.cordon.tools.Digests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Erases sessions with everything of them, and signs what was destroyed and what may be left elsewhere (C17). */
public final class Erasure {
    private final Machine machine;
    private final SessionRouter router;
    private final Credential credential;
    private final LedgerKey key;
    private final String revivable;

    /** @param revivable in words, until when backups of the keys are kept */
    public Erasure(Machine machine, SessionRouter router, Credential credential, LedgerKey key, String revivable) {
        this.machine = machine;
        this.router = router;
        this.credential = credential;
        this.key = key;
        this.revivable = revivable;
    }

    /** @param receipt what {@code signed} states */
    public record Erased(ErasureReceipt receipt, SignedStatement signed) {}

    /**
     * Erases one session: its key first. Its tasks must have ended. It keeps its name until its receipt is kept: stopped
     * anywhere, a second call ends it, and there is one receipt.
     *
     * @throws CordonException.Conflict while a writer holds it
     */
    public Erased session(SessionInfo info, SessionReceipts receipts) {
        return session(receipt(info), info, receipts);
    }

    /** The same where the caller keeps what it gets. */
    public Erased session(SessionInfo info) {
        return session(info, SessionReceipts.NONE);
    }

    /**
     * The same with the durable facts that were accepted from it: their key first, so that they go from backups, too.
     * Such as an older version accepted go from the partition only.
     */
    public Erased sessionAndFacts(SessionInfo info, SessionReceipts receipts) {
        ErasureReceipt receipt = receipt(info);
        Knowledge facts = router.facts(credential, info.workspace());
        List<String> known = receipt.facts().stream()
                .filter(id -> facts.find(id).isPresent())
                .toList();
        int given = router.eraseFactsOf(credential, info.id());
        int older = known.isEmpty() ? 0 : facts.delete(known, Author.policy("erasure"));
        return session(receipt.withFactsErased(given + older), info, receipts);
    }

    private Erased session(ErasureReceipt receipt, SessionInfo info, SessionReceipts receipts) {
        Erased[] erased = {
            new Erased(receipt, SignedStatement.of(Json.write(receipt).asUtf8(), key))
        };
        router.erase(credential, info.id(), () -> {
            machine.bases().collect();
            erased[0] = kept(erased[0], info, receipts);
            machine.ledger()
                    .append(noted("session.erased", erased[0].signed())
                            .session(info.id().value()));
        });
        return erased[0];
    }

    /** What a call kept that was stopped after that says more than what could be drawn since. */
    private Erased kept(Erased drawn, SessionInfo info, SessionReceipts receipts) {
        Optional<Erased> before = receipts.find(info.id())
                .filter(signed -> signed.isBy(key.publicKey()))
                .filter(signed -> Json.text(signed.statement(), "session")
                        .equals(info.id().value()))
                .map(signed -> new Erased(Json.read(signed.statement(), ErasureReceipt.class), signed))
                .filter(kept -> kept.receipt().saysMoreThan(drawn.receipt()));
        if (before.isEmpty()) {
            receipts.keep(info.id(), drawn.signed());
        }
        return before.orElse(drawn);
    }

    /** @param receipt what {@code signed} states */
    public record ErasedAll(WideReceipt receipt, SignedStatement signed) {}

    /** Erases this user's sessions in a workspace, and the durable facts there. What fails on the way, a second call ends. */
    public ErasedAll workspace(WorkspaceId workspace) {
        List<ErasureReceipt> sessions = sessions(info -> info.workspace().equals(workspace));
        int facts = eraseFacts(workspace);
        return signed(new WideReceipt("workspace", workspace.value(), now(), sessions, facts, 0, revivable));
    }

    /**
     * Erases everything of this user: sessions, durable facts, and the directory that names them.
     *
     * @param workspaces all that may hold facts of theirs
     */
    public ErasedAll user(Collection<WorkspaceId> workspaces) {
        String user = router.verify(credential).user().value();
        List<SessionInfo> all = router.listAll(credential);
        Set<WorkspaceId> places = new LinkedHashSet<>(workspaces);
        all.forEach(info -> places.add(info.workspace()));
        List<ErasureReceipt> sessions = sessions(_ -> true);
        int facts = places.stream().mapToInt(this::eraseFacts).sum();
        router.eraseDirectory(credential);
        return signed(new WideReceipt("user", user, now(), sessions, facts, 0, revivable));
    }

    /**
     * Erases everything of this user's tenant: its key first, then all partitions of all its users. What it says of
     * single sessions it says of those users whose credentials are shown.
     *
     * @param access of the place of erasure
     * @param users of the tenant, this one too
     * @param workspaces all that may hold facts of theirs
     * @param stopped gets what was drawn, signed, where the erasure stops on its way: no later call can draw it again
     * @throws CordonException.Conflict while a writer holds any of it
     */
    public ErasedAll tenant(
            CrossSessionAccess access,
            Collection<Credential> users,
            Collection<WorkspaceId> workspaces,
            Consumer<ErasedAll> stopped) {
        String tenant = router.verify(credential).tenant().value();
        List<ErasureReceipt> sessions = new ArrayList<>();
        int facts = 0;
        for (Credential user : users) {
            Erasure theirs = new Erasure(machine, router, user, key, revivable);
            sessions.addAll(theirs.receipts());
            facts += workspaces.stream().mapToInt(theirs::countFacts).sum();
            theirs.endErasures(workspaces);
        }
        try {
            int partitions = router.eraseTenant(access, credential);
            machine.bases().collect();
            return signed(new WideReceipt("tenant", tenant, now(), sessions, facts, partitions, revivable));
        } catch (RuntimeException e) {
            keep(new WideReceipt("tenant.begun", tenant, now(), sessions, facts, 0, revivable), stopped, e);
            throw e;
        }
    }

    private void keep(WideReceipt begun, Consumer<ErasedAll> stopped, RuntimeException cause) {
        try {
            stopped.accept(signed(begun));
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void endErasures(Collection<WorkspaceId> workspaces) {
        try {
            router.endErasures(credential, workspaces);
        } catch (CordonException.Damaged e) {
            // Their directory is damaged, or their tenant's key gone: what it names is not found any more.
        }
    }

    private List<ErasureReceipt> receipts() {
        try {
            return router.listAll(credential).stream().map(this::receipt).toList();
        } catch (CordonException.Damaged e) {
            // An erasure that was stopped: nothing opens any more.
            return List.of();
        }
    }

    private int countFacts(WorkspaceId workspace) {
        try {
            return router.facts(credential, workspace).read(Kind.MEMORY, 0).size();
        } catch (CordonException.Damaged e) {
            // To erase is the mend.
            return 0;
        }
    }

    private List<ErasureReceipt> sessions(Predicate<SessionInfo> which) {
        return router.listAll(credential).stream()
                .filter(which)
                .map(info -> session(info).receipt())
                .toList();
    }

    private int eraseFacts(WorkspaceId workspace) {
        int facts = countFacts(workspace);
        router.eraseFacts(credential, workspace);
        return facts;
    }

    private ErasedAll signed(WideReceipt receipt) {
        SignedStatement signed = SignedStatement.of(Json.write(receipt).asUtf8(), key);
        machine.ledger().append(noted(receipt.what() + ".erased", signed));
        return new ErasedAll(receipt, signed);
    }

    private LedgerEntry noted(String what, SignedStatement signed) {
        return LedgerEntry.of(what, machine.clock().instant())
                .code("receipt", Digests.sha256(signed.statement().getBytes(StandardCharsets.UTF_8)));
    }

    private String now() {
        return machine.clock().instant().toString();
    }

    private ErasureReceipt receipt(SessionInfo info) {
        String at = machine.clock().instant().toString();
        try (ReadableSession session = router.openForReading(credential, info.id())) {
            List<TraceEvent> trace = session.read(Kind.TRACE).stream()
                    .map(entry -> Json.read(entry, TraceEvent.class))
                    .toList();
            return new ErasureReceipt(
                    info.id().value(),
                    at,
                    counts(session),
                    true,
                    applied(trace),
                    new Proposals(session).facts(),
                    false,
                    0,
                    forks(info),
                    told(trace),
                    revivable);
        } catch (CordonException.NotFound | CordonException.Damaged e) {
            return new ErasureReceipt(
                    info.id().value(),
                    at,
                    Map.of(),
                    false,
                    List.of(),
                    List.of(),
                    false,
                    0,
                    forks(info),
                    List.of(),
                    revivable);
        }
    }

    private List<String> forks(SessionInfo of) {
        return router.listAll(credential).stream()
                .filter(info -> info.findOrigin().filter(of.id()::equals).isPresent())
                .map(info -> info.id().value())
                .toList();
    }

    private static Map<String, Integer> counts(ReadableSession session) {
        Map<String, Integer> counts = new TreeMap<>();
        Arrays.stream(Kind.values()).filter(kind -> kind != Kind.TOMBSTONE).forEach(kind -> {
            int records = session.read(kind).size();
            if (records > 0) {
                counts.put(kind.name(), records);
            }
        });
        return counts;
    }

    private static List<String> applied(List<TraceEvent> trace) {
        return trace.stream()
                .filter(event -> event.type().equals("patch.applied"))
                .map(event -> Json.text(event.detail(), "repository"))
                .distinct()
                .toList();
    }

    private static List<String> told(List<TraceEvent> trace) {
        return Stream.concat(
                        trace.stream()
                                .filter(event -> event.type().equals("model.called"))
                                .map(event -> "model " + Json.text(event.detail(), "model") + " of "
                                        + event.codes().get("provider")),
                        trace.stream()
                                .filter(event -> event.type().equals("egress.decided")
                                        && "allowed".equals(event.codes().get("code")))
                                .map(event -> "host " + Json.text(event.detail(), "host")))
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .toList();
    }
}
