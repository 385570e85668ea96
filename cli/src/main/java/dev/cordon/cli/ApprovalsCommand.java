package dev.cordon.cli;

import dev.cordon.capsule.Repository;
import dev.cordon.capsule.SandboxLevel;
import dev.cordon.core.SessionInfo;
import dev.cordon.run.ApprovalDesk;
import dev.cordon.run.ApprovalDesk.Waiting;
import dev.cordon.run.RunPlan;
import dev.cordon.run.RunRecord;
import dev.cordon.run.TaskBook;
import dev.cordon.run.TaskDesk;
import dev.cordon.run.TaskRecord;
import dev.cordon.tools.CredentialReader;
import dev.cordon.tools.PlainText;
import java.io.Console;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cordon approvals}: what waits for a person, shown exactly, and decided once (C26). */
@Command(
        name = "approvals",
        description = "Actions that wait for a person.",
        subcommands = {
            ApprovalsCommand.ListAll.class,
            ApprovalsCommand.Show.class,
            ApprovalsCommand.Approve.class,
            ApprovalsCommand.Deny.class
        })
final class ApprovalsCommand extends GroupCommand {
    ApprovalsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** What a person still has to look at. */
    private static final Set<String> OPEN = Set.of("parked", "approved", "dispatching", "unknown");

    record View(String id, String state, String kind, String tool, String task, String session, String expires) {
        static View of(SessionInfo session, Waiting waiting) {
            return new View(
                    waiting.parked().id(),
                    waiting.state().name().toLowerCase(Locale.ROOT),
                    waiting.parked().kind().name().toLowerCase(Locale.ROOT),
                    waiting.parked().action().tool(),
                    waiting.parked().action().task(),
                    Sessions.label(session),
                    waiting.parked().expires().toString());
        }
    }

    @Command(name = "list", description = "List what waits; --all lists what was decided, too.")
    static final class ListAll extends CordonCommand {
        @Option(names = "--all", description = "Decided ones, too.")
        boolean all;

        ListAll(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                Sessions sessions = new Sessions(wiring);
                List<View> views = new ArrayList<>();
                for (SessionInfo info : sessions.all()) {
                    sessions.readingIfThere(
                                    info,
                                    reader -> ApprovalDesk.all(
                                            reader, wiring.clock().instant()))
                            .ifPresent(all -> all.forEach(w -> views.add(View.of(info, w))));
                }
                views.removeIf(view -> !all && !OPEN.contains(view.state()));
                Table table = new Table("APPROVAL", "STATE", "TOOL", "SESSION", "EXPIRES");
                views.forEach(v -> table.row(v.id(), v.state(), v.tool(), v.session(), v.expires()));
                return answer(views, views.isEmpty() ? "nothing waits\n" : table.toString());
            }
        }
    }

    /** A command about one approval. */
    abstract static class OneApproval extends CordonCommand {
        @Parameters(paramLabel = "APPROVAL", description = "Its id: apr_…")
        String id = "";

        OneApproval(Surroundings surroundings) {
            super(surroundings);
        }

        Waiting waiting(Wiring wiring, Sessions sessions, SessionInfo info) {
            return sessions.reading(
                            info,
                            reader ->
                                    ApprovalDesk.find(reader, id, wiring.clock().instant()))
                    .orElseThrow();
        }
    }

    @Command(name = "show", description = "Show exactly what will happen, and the code that approves it.")
    static final class Show extends OneApproval {
        Show(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                Sessions sessions = new Sessions(wiring);
                SessionInfo info = sessions.holdingApproval(id);
                Waiting waiting = waiting(wiring, sessions, info);
                return answer(
                        Map.of(
                                "approval",
                                waiting.parked(),
                                "state",
                                waiting.state(),
                                "fingerprint",
                                waiting.parked().action().fingerprint(),
                                "code",
                                waiting.parked().action().shortCode()),
                        ApprovalText.of(waiting));
            }
        }
    }

    @Command(
            name = "approve",
            description =
                    "Approve one action, at a terminal, with the code that 'show' printed; it is done at once, once.")
    static final class Approve extends OneApproval {
        Approve(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            Console console = PersonsTerminal.require("approval", "cordon approvals approve " + id);
            try (Wiring wiring = new Wiring(surroundings, config().withSandbox(level()), common.profile)) {
                Sessions sessions = new Sessions(wiring);
                SessionInfo info = sessions.holdingApproval(id);
                (common.json ? surroundings.err() : surroundings.out())
                        .println(ApprovalText.of(waiting(wiring, sessions, info)));
                String code = Optional.ofNullable(console.readLine("type the code to approve this action: "))
                        .orElse("")
                        .strip();
                TaskDesk.Approved approved = sessions.writing(info, session -> {
                    TaskRecord task = TaskBook.named(
                                    session,
                                    waiting(wiring, sessions, info)
                                            .parked()
                                            .action()
                                            .task())
                            .orElseThrow();
                    return new TaskDesk(wiring.machine(), session, wiring.person())
                            .approve(id, code, plan(task), new CredentialReader(surroundings.environment()));
                });
                String text = shown(approved.output())
                        + (approved.succeeded()
                                ? "done"
                                : "the action failed (exit " + approved.exit() + "); it is spent and not retried")
                        + "; task '" + approved.task().name() + "' is "
                        + approved.task().state().name().toLowerCase(Locale.ROOT) + "\n";
                answer(
                        Map.of(
                                "approval",
                                id,
                                "succeeded",
                                approved.succeeded(),
                                "exit",
                                approved.exit(),
                                "task",
                                approved.task()),
                        text);
                return approved.succeeded() ? CordonCli.DONE : CordonCli.FAILED;
            }
        }

        /** The level of the run that asked for it: its action gets no other (C29). */
        private SandboxLevel level() {
            try (Wiring wiring = wiring()) {
                Sessions sessions = new Sessions(wiring);
                SessionInfo info = sessions.holdingApproval(id);
                String run = waiting(wiring, sessions, info).parked().action().run();
                return sessions.reading(info, reader -> TaskBook.run(reader, run))
                        .map(RunRecord::sandbox)
                        .map(SandboxLevel::named)
                        .orElse(config().capsule().sandbox());
            }
        }

        /** What the action printed, so that it can't restyle the terminal. */
        private static String shown(String output) {
            return output.lines().map(line -> PlainText.of(line) + "\n").collect(Collectors.joining());
        }

        /** What configuration and repository say now; an action that differs from what was parked is void. */
        private RunPlan plan(TaskRecord task) {
            // Read anew: the person may have taken long, and the action is held against what is true now.
            Config config = config();
            Repository repository = Repository.around(Path.of(task.repository()), surroundings.environment());
            return new Plans(surroundings, config)
                    .of(repository, Plans.Asked.without(task.baseCommit(), task.name(), task.lane()));
        }
    }

    @Command(name = "deny", description = "Refuse one action for good.")
    static final class Deny extends OneApproval {
        Deny(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                Sessions sessions = new Sessions(wiring);
                SessionInfo info = sessions.holdingApproval(id);
                TaskRecord task = sessions.writing(
                        info, session -> new TaskDesk(wiring.machine(), session, wiring.person()).deny(id));
                return answer(
                        Map.of("approval", id, "state", "denied", "task", task),
                        "denied; task '" + task.name() + "' is "
                                + task.state().name().toLowerCase(Locale.ROOT) + "\n");
            }
        }
    }
}
