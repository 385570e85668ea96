package dev.cordon.run;

import dev.cordon.capsule.BaseStore;
import dev.cordon.capsule.Capsules;
import dev.cordon.capsule.Checkout;
import dev.cordon.capsule.NamespaceSandbox;
import dev.cordon.capsule.Repository;
import dev.cordon.core.Alias;
import dev.cordon.core.Credential;
import dev.cordon.core.Lane;
import dev.cordon.core.Ledger;
import dev.cordon.core.LedgerKey;
import dev.cordon.core.Limits;
import dev.cordon.core.Session;
import dev.cordon.core.ToolSpec;
import dev.cordon.core.UserId;
import dev.cordon.core.WorkspaceId;
import dev.cordon.guard.ObeyedFiles;
import dev.cordon.guard.PatchScanner;
import dev.cordon.guard.SecretScanner;
import dev.cordon.memory.IndexCache;
import dev.cordon.memory.MemoryParts;
import dev.cordon.memory.MemorySettings;
import dev.cordon.stores.sqlite.LocalStore;
import dev.cordon.tools.CredentialReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A home, a session and everything that a run needs, on the real parts; the clock is the test's. */
final class RunBench implements AutoCloseable {
    static final Credential ME = new Credential.OsUser();

    final Path home;
    final Path repository;
    final LocalStore store;
    final Machine machine;
    Map<String, ToolSpec> tools = Map.of();
    Lane lane = Lane.DEFAULT;
    List<String> checks = List.of();
    String policy = "policy-1";
    Checkout checkout = Checkout.OVERLAY;
    boolean includeDirty;
    EgressSettings egress = EgressSettings.DIRECT;
    private Duration ahead = Duration.ZERO;

    RunBench(Path home, Path repository) {
        this.home = home;
        this.repository = repository;
        InstantSource clock = () -> Instant.now().plus(ahead);
        SecureRandom random = new SecureRandom();
        this.store = LocalStore.open(home, new UserId("tester"), clock, random);
        StateFolder folder = new StateFolder(home);
        boolean root = System.getProperty("user.name").equals("root");
        this.machine = new Machine(
                folder,
                new BaseStore(folder.bases()),
                new Capsules(new NamespaceSandbox(folder.skeleton()), root),
                Ledger.open(folder.ledger(), "local", LedgerKey.openOrCreate(home.resolve("ledger.key")), clock),
                store.ids(),
                store.incidents(),
                SecretScanner.shipped(),
                new PatchScanner(SecretScanner.shipped()),
                ObeyedFiles.shipped(),
                clock,
                random,
                new MemoryParts(
                        MemorySettings.DEFAULT,
                        SecretScanner.shipped(),
                        store.ids(),
                        random,
                        new IndexCache(IndexCache.USUAL_BYTES)));
    }

    void jump(Duration time) {
        ahead = ahead.plus(time);
    }

    Session session(String name) {
        WorkspaceId workspace = store.workspaces().of(repo().commonDirectory());
        return store.router().openOrCreate(ME, workspace, new Alias(name), Duration.ofDays(1));
    }

    Repository repo() {
        return Repository.around(repository, System.getenv());
    }

    RunPlan plan(String task, String script) {
        return plan("HEAD", task, script);
    }

    private RunPlan plan(String ref, String task, String script) {
        return new RunPlan(
                repo(),
                ref,
                includeDirty,
                checkout,
                task,
                lane,
                tools,
                List.of("/bin/sh", "-c", script),
                checks,
                Optional.empty(),
                List.of(),
                Map.of(),
                Limits.NONE_REQUESTED,
                Duration.ofHours(1),
                policy,
                new Outside(List.of(), egress, new dev.cordon.tools.CredentialReader(java.util.Map.of())),
                new AgentStreams.Pipes(null));
    }

    RunSupervisor.Outcome run(Session session, String task, String script) {
        return run(session, task, script, RunListener.SILENT);
    }

    RunSupervisor.Outcome run(Session session, String task, String script, RunListener listener) {
        return new RunSupervisor(machine, store.router(), ME, session, plan(task, script), listener).run();
    }

    /** A further run of a task, with another program. */
    RunSupervisor.Outcome resume(Session session, String task, String script, RunListener listener) {
        Continuation continuation = Continuation.of(session, task);
        return new RunSupervisor(
                        machine,
                        store.router(),
                        ME,
                        session,
                        plan(continuation.task().baseCommit(), task, script),
                        listener,
                        Optional.of(continuation))
                .run();
    }

    RunSupervisor.Outcome resume(Session session, String task, String script) {
        return resume(session, task, script, RunListener.SILENT);
    }

    TaskDesk desk(Session session) {
        return new TaskDesk(machine, session, "tester");
    }

    CredentialReader credentials(Map<String, String> environment) {
        return new CredentialReader(environment);
    }

    /** A lane with one external tool. */
    void offer(ToolSpec tool) {
        tools = Map.of(tool.name(), tool);
        lane = new Lane("fix", List.of(), List.of(), List.of(tool.name()), Lane.ApprovalNeed.REQUIRED, List.of());
    }

    @Override
    public void close() {
        machine.ledger().close();
        store.close();
    }
}
