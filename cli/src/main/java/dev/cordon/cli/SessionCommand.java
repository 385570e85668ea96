package dev.cordon.cli;

import dev.cordon.capsule.Repository;
import dev.cordon.core.Alias;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Scope;
import dev.cordon.core.Session;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.Subject;
import dev.cordon.core.WorkspaceId;
import dev.cordon.run.Erasure;
import dev.cordon.run.ErasureReceipt;
import dev.cordon.run.Repair;
import dev.cordon.tools.PlainText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cordon session}: make, list, show, close, erase, export, import and fork one's own sessions. */
@Command(
        name = "session",
        description = "Sessions: each with a sealed partition of its own.",
        subcommands = {
            SessionCommand.New.class,
            SessionCommand.ListAll.class,
            SessionCommand.Show.class,
            SessionCommand.Close.class,
            SessionCommand.Erase.class,
            SessionCopyCommands.Export.class,
            SessionCopyCommands.Import.class,
            SessionCopyCommands.Fork.class
        })
final class SessionCommand extends GroupCommand {
    SessionCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** What is shown of a session. */
    record View(String id, String name, String workspace, String created, String expires, String state) {
        static View of(SessionInfo info) {
            return new View(
                    info.id().value(),
                    info.findAlias().map(Alias::value).orElse(""),
                    info.workspace().value(),
                    info.created().toString(),
                    info.expires().toString(),
                    info.state().name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    @Command(name = "new", description = "Make a session for the repository around this folder.")
    static final class New extends CordonCommand {
        @Parameters(arity = "0..1", paramLabel = "NAME", description = "A name for it.")
        Optional<String> name = Optional.empty();

        @Option(
                names = "--repo",
                paramLabel = "DIR",
                description = "The repository; default: the one around this folder.")
        Optional<Path> repo = Optional.empty();

        @Option(names = "--ttl", paramLabel = "30d", description = "How long it lives; default: 30d.")
        Optional<String> ttl = Optional.empty();

        @Option(names = "--ephemeral", description = "Nothing of it becomes durable.")
        boolean ephemeral;

        New(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            Repository repository = Repository.around(
                    surroundings.folder().resolve(repo.orElse(Path.of(""))).normalize(), surroundings.environment());
            try (Wiring wiring = wiring()) {
                WorkspaceId workspace = wiring.store().workspaces().of(repository.commonDirectory());
                Alias alias = name.map(Alias::new).orElse(null);
                try (Session session = made(wiring, workspace, alias)) {
                    View view = View.of(session.info());
                    return answer(view, view.id() + "\n");
                }
            }
        }

        private Session made(Wiring wiring, WorkspaceId workspace, @Nullable Alias alias) {
            Duration life = ttl.map(Durations::parse).orElse(Duration.ofDays(30));
            return ephemeral
                    ? wiring.router().createEphemeral(wiring.credential(), workspace, alias, life)
                    : wiring.router().create(wiring.credential(), workspace, alias, life);
        }
    }

    @Command(name = "list", description = "List your sessions.")
    static final class ListAll extends CordonCommand {
        ListAll(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                List<View> views =
                        new Sessions(wiring).all().stream().map(View::of).toList();
                Table table = new Table("SESSION", "NAME", "STATE", "EXPIRES");
                views.forEach(v -> table.row(v.id(), v.name().isEmpty() ? "-" : v.name(), v.state(), v.expires()));
                return answer(
                        views,
                        views.isEmpty() ? "no sessions yet: 'cordon run -- AGENT' makes one\n" : table.toString());
            }
        }
    }

    @Command(name = "show", description = "Show one session and its tasks.")
    static final class Show extends CordonCommand {
        @Parameters(paramLabel = "SESSION")
        String name = "";

        Show(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                Sessions sessions = new Sessions(wiring);
                View view = View.of(sessions.named(name));
                List<TaskCommand.View> tasks = sessions.tasks(Optional.of(name)).stream()
                        .map(TaskCommand.View::of)
                        .toList();
                String text = "session   " + view.id() + "\nname      "
                        + (view.name().isEmpty() ? "-" : view.name()) + "\nstate     " + view.state() + "\ncreated   "
                        + view.created() + "\nexpires   " + view.expires() + "\n\n" + TaskCommand.table(tasks);
                return answer(Map.of("session", view, "tasks", tasks), text);
            }
        }
    }

    /** A command after which a session takes no more records: what died is kept first, and its tasks end. */
    abstract static class Ending extends CordonCommand {
        @Parameters(paramLabel = "SESSION")
        String name = "";

        Ending(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                Sessions sessions = new Sessions(wiring);
                SessionInfo info = sessions.named(name);
                new Repair(wiring.machine(), wiring.router(), wiring.credential()).run();
                TeardownCommand.endTasks(wiring, sessions, info);
                return end(wiring, info);
            }
        }

        abstract int end(Wiring wiring, SessionInfo info);
    }

    @Command(name = "close", description = "End a session's writing for good; it stays readable until it expires.")
    static final class Close extends Ending {
        Close(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        int end(Wiring wiring, SessionInfo info) {
            wiring.router().close(wiring.credential(), info.id());
            return answer(
                    Map.of("session", info.id().value(), "state", "closed"), "closed " + Sessions.label(info) + "\n");
        }
    }

    @Command(name = "erase", description = "Erase a session: its key first, then everything of it.")
    static final class Erase extends Ending {
        @Option(names = "--facts", description = "Also the durable facts that you accepted from it.")
        boolean facts;

        Erase(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        int end(Wiring wiring, SessionInfo info) {
            Erasure erasure = EraseCommand.Wide.erasure(wiring);
            ReceiptFolder receipts = new ReceiptFolder(wiring.folder().receipts());
            Erasure.Erased erased = facts ? erasure.sessionAndFacts(info, receipts) : erasure.session(info, receipts);
            return answer(
                    Map.of(
                            "session",
                            info.id().value(),
                            "state",
                            "erased",
                            "receipt",
                            erased.receipt(),
                            "signed",
                            erased.signed()),
                    "erased " + Sessions.label(info) + ": its key is destroyed, its records are gone\n"
                            + facts(erased.receipt()) + left(erased)
                            + "receipt, signed: " + receipts.file(info.id()) + "\n");
        }

        private static String facts(ErasureReceipt receipt) {
            int gone = Math.max(receipt.factsErased(), receipt.facts().size());
            if (!receipt.withFacts()) {
                return gone == 0 ? "" : "left: " + gone + " durable facts that you accepted from it\n";
            }
            String erased = gone == 0 ? "" : "erased: " + gone + " durable facts that you accepted from it\n";
            return receipt.readable()
                    ? erased
                    : erased + "left: such facts as an older version accepted; the session can't tell them any more\n";
        }

        private static String left(Erasure.Erased erased) {
            StringBuilder text = new StringBuilder();
            erased.receipt()
                    .applied()
                    .forEach(at -> text.append("left: its patch in ")
                            .append(PlainText.of(at))
                            .append('\n'));
            erased.receipt()
                    .forks()
                    .forEach(fork -> text.append("left: its fork ").append(fork).append('\n'));
            erased.receipt()
                    .told()
                    .forEach(whom -> text.append("left: what was sent to ")
                            .append(PlainText.of(whom))
                            .append('\n'));
            return text.toString();
        }
    }

    /** The partition of a session, for accounting. */
    static PartitionId partition(Subject subject, SessionInfo info) {
        return new PartitionId.Session(new Scope(subject.tenant(), subject.user(), info.workspace(), info.id()));
    }
}
