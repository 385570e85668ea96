package dev.cordon.cli;

import dev.cordon.capsule.Repository;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.run.RunRecord;
import dev.cordon.run.TaskBook;
import dev.cordon.run.TaskDesk;
import dev.cordon.run.TaskRecord;
import dev.cordon.tools.PlainText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cordon task}: what runs left, and what to do with it. */
@Command(
        name = "task",
        description = "Tasks: what was worked on, and the patches that came of it.",
        subcommands = {
            TaskCommand.ListAll.class,
            TaskCommand.Show.class,
            TaskCommand.Diff.class,
            TaskCommand.Apply.class,
            ResumeCommand.class,
            TaskCommand.Teardown.class
        })
final class TaskCommand extends GroupCommand {
    TaskCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** What is shown of a task. */
    record View(
            String name,
            String id,
            String session,
            String state,
            String reason,
            String created,
            String base,
            String run) {
        static View of(Sessions.Found found) {
            TaskRecord task = found.task();
            return new View(
                    task.name(),
                    task.id(),
                    Sessions.label(found.session()),
                    task.state().name().toLowerCase(Locale.ROOT),
                    task.reason(),
                    task.created().toString(),
                    task.baseCommit(),
                    task.runs().isEmpty() ? "" : task.latestRun());
        }
    }

    static String table(List<View> views) {
        if (views.isEmpty()) {
            return "no tasks yet\n";
        }
        Table table = new Table("TASK", "STATE", "SESSION", "RUN");
        views.forEach(v -> table.row(
                v.name(), v.state() + (v.reason().isEmpty() ? "" : " (" + v.reason() + ")"), v.session(), v.run()));
        return table.toString();
    }

    /** A command about one task. */
    abstract static class OneTask extends CordonCommand {
        @Parameters(paramLabel = "TASK", description = "A task's name or id.")
        String task = "";

        @Option(
                names = "--session",
                paramLabel = "S",
                description = "Its session, where several have a task of this name.")
        Optional<String> session = Optional.empty();

        OneTask(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                Sessions sessions = new Sessions(wiring);
                return call(wiring, sessions, sessions.task(task, session));
            }
        }

        abstract int call(Wiring wiring, Sessions sessions, Sessions.Found found);
    }

    @Command(name = "list", description = "List your tasks.")
    static final class ListAll extends CordonCommand {
        @Option(names = "--session", paramLabel = "S", description = "Of this session only.")
        Optional<String> session = Optional.empty();

        ListAll(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                List<View> views = new Sessions(wiring)
                        .tasks(session).stream().map(View::of).toList();
                return answer(views, table(views));
            }
        }
    }

    @Command(name = "show", description = "Show a task: what it changed, its checks, what holds it.")
    static final class Show extends OneTask {
        Show(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        int call(Wiring wiring, Sessions sessions, Sessions.Found found) {
            Optional<RunRecord> run =
                    sessions.reading(found.session(), reader -> TaskBook.latestRecord(reader, found.task()));
            View view = View.of(found);
            StringBuilder text = new StringBuilder();
            text.append("task      ").append(view.name()).append("\nstate     ").append(view.state());
            text.append(view.reason().isEmpty() ? "" : " (" + view.reason() + ")")
                    .append("\nsession   ")
                    .append(view.session());
            text.append("\nbase      ")
                    .append(view.base())
                    .append("\nrun       ")
                    .append(view.run())
                    .append('\n');
            run.ifPresent(record -> describe(record, text));
            return answer(
                    Map.of(
                            "task",
                            found.task(),
                            "run",
                            run.map(Object.class::cast).orElse(Map.of())),
                    text.toString());
        }

        private static void describe(RunRecord run, StringBuilder text) {
            text.append("agent     ")
                    .append(PlainText.of(String.join(" ", run.agent())))
                    .append(" → exit ")
                    .append(run.exit())
                    .append(" (")
                    .append(run.ending())
                    .append(")\n");
            run.limits()
                    .forEach(line -> text.append("limit     ")
                            .append(line.resource().label())
                            .append(' ')
                            .append(line.amount())
                            .append(' ')
                            .append(line.resource().unit())
                            .append(line.requested() ? ", requested" : ", default")
                            .append(", by ")
                            .append(line.mechanism())
                            .append('\n'));
            run.touched()
                    .forEach(file -> text.append("changed   ")
                            .append(file.status())
                            .append(' ')
                            .append(PlainText.of(file.path()))
                            .append('\n'));
            more(text, "changed", run.totals().touched() - run.touched().size());
            run.checks()
                    .forEach(check -> text.append("check     ")
                            .append(PlainText.of(check.command()))
                            .append(" … ")
                            .append(check.status())
                            .append('\n'));
            run.holds()
                    .forEach(hold -> text.append("held      ")
                            .append(PlainText.of(hold.toString()))
                            .append('\n'));
            more(text, "held", run.totals().holds() - run.holds().size());
            run.approvals().forEach(id -> text.append("approval  ").append(id).append('\n'));
            run.notTaken()
                    .forEach(line ->
                            text.append("left      ").append(PlainText.of(line)).append('\n'));
            more(text, "left", run.totals().notTaken() - run.notTaken().size());
        }

        private static void more(StringBuilder text, String what, int count) {
            if (count > 0) {
                text.append("%-10s… and %d more%n".formatted(what, count));
            }
        }
    }

    @Command(
            name = "diff",
            description = {
                "Print a task's patch, as git writes it.",
                "On a terminal, control characters are shown by number."
            })
    static final class Diff extends OneTask {
        Diff(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        int call(Wiring wiring, Sessions sessions, Sessions.Found found) {
            if (common.json) {
                byte[] patch = sessions.reading(found.session(), reader -> TaskDesk.patch(reader, found.task()));
                print(Map.of(
                        "task",
                        found.task().name(),
                        "patch",
                        new String(patch, java.nio.charset.StandardCharsets.UTF_8)));
            } else {
                ShownOutput shown = new ShownOutput(surroundings.out(), "", surroundings.isTerminal(1));
                sessions.reading(found.session(), reader -> {
                    try {
                        TaskDesk.patch(reader, found.task(), shown);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return found;
                });
                surroundings.out().flush();
            }
            return CordonCli.DONE;
        }
    }

    @Command(
            name = "apply",
            description = "Apply a task's patch to the work tree of its repository, wholly or not at all.")
    static final class Apply extends OneTask {
        @Option(names = "--repo", paramLabel = "DIR", description = "Another work tree of the same repository.")
        Optional<Path> repo = Optional.empty();

        Apply(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        int call(Wiring wiring, Sessions sessions, Sessions.Found found) {
            Path folder = repo.map(surroundings.folder()::resolve)
                    .orElse(Path.of(found.task().repository()));
            Repository repository = Repository.around(folder, surroundings.environment());
            requireSameWorkspace(wiring, found, repository);
            sessions.writing(found.session(), session -> {
                new TaskDesk(wiring.machine(), session, wiring.person()).apply(found.task(), repository);
                return session;
            });
            return answer(
                    Map.of("task", found.task().name(), "applied", true),
                    "applied the patch of '" + found.task().name() + "' to " + repository.folder() + "\n");
        }

        private static void requireSameWorkspace(Wiring wiring, Sessions.Found found, Repository repository) {
            if (!wiring.store()
                    .workspaces()
                    .of(repository.commonDirectory())
                    .equals(found.session().workspace())) {
                throw new CordonException.Refused(Problem.of(
                        Rule.C2,
                        "other-workspace",
                        "The patch is not applied",
                        "this is another repository than the task's session is bound to",
                        "name a work tree of the same repository"));
            }
        }
    }

    @Command(name = "teardown", description = "End a task: what waits becomes void, nothing of its capsule stays.")
    static final class Teardown extends OneTask {
        Teardown(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        int call(Wiring wiring, Sessions sessions, Sessions.Found found) {
            TaskRecord ended = TeardownCommand.end(wiring, sessions, found);
            return answer(ended, "ended '" + ended.name() + "'\n");
        }
    }
}
