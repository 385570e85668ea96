package dev.cordon.cli;

import dev.cordon.capsule.Journal;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.SessionInfo;
import dev.cordon.run.LiveRun;
import dev.cordon.run.Repair;
import dev.cordon.run.TaskDesk;
import dev.cordon.run.TaskRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cordon teardown TASK|--all}: ends tasks, live ones too. */
@Command(
        name = "teardown",
        description = "End a task, or all of yours; live runs are stopped, and what they changed is kept.")
final class TeardownCommand extends CordonCommand {
    @Parameters(arity = "0..1", paramLabel = "TASK", description = "A task's name or id.")
    Optional<String> task = Optional.empty();

    @Option(names = "--all", description = "All tasks of yours that are not over.")
    boolean all;

    @Option(
            names = "--session",
            paramLabel = "S",
            description = "The task's session, or with --all: of this session only.")
    Optional<String> session = Optional.empty();

    TeardownCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        if (task.isPresent() == all) {
            throw new CordonException.BadInput(
                    Problem.of("usage", "Nothing was ended", "name a task, or say --all", "cordon teardown TASK"));
        }
        try (Wiring wiring = wiring()) {
            Sessions sessions = new Sessions(wiring);
            new Repair(wiring.machine(), wiring.router(), wiring.credential())
                    .run()
                    .forEach(terminal()::note);
            List<Sessions.Found> found = task.map(name -> List.of(sessions.task(name, session)))
                    .orElseGet(() -> sessions.tasks(session).stream()
                            .filter(f -> !f.task().state().isOver())
                            .toList());
            List<String> ended = new ArrayList<>();
            for (Sessions.Found f : found) {
                try {
                    ended.add(end(wiring, sessions, f).name());
                } catch (CordonException e) {
                    if (!all) {
                        throw e;
                    }
                    terminal().problem(e);
                }
            }
            return answer(
                    Map.of("ended", ended),
                    ended.isEmpty() ? "nothing to end\n" : "ended " + String.join(", ", ended) + "\n");
        }
    }

    private static final Duration LET_GO = Duration.ofSeconds(5);

    /** Ends one task; a live run is stopped first and given time to keep what it changed. */
    static TaskRecord end(Wiring wiring, Sessions sessions, Sessions.Found found) {
        if (!found.task().runs().isEmpty()
                && Journal.isLive(wiring.folder().journals(), found.task().latestRun())) {
            stop(wiring, found.task());
        }
        // What a dead or failed supervisor left is kept before the task ends.
        new Repair(wiring.machine(), wiring.router(), wiring.credential()).run();
        return onceFree(() -> sessions.writing(found.session(), session -> {
            TaskRecord now =
                    dev.cordon.run.TaskBook.named(session, found.task().id()).orElse(found.task());
            return new TaskDesk(wiring.machine(), session, wiring.person()).end(now);
        }));
    }

    /** A run that was stopped has ended a moment before its supervisor lets the session go. */
    static <T> T onceFree(Supplier<T> step) {
        long deadline = System.nanoTime() + LET_GO.toNanos();
        while (true) {
            try {
                return step.get();
            } catch (CordonException e) {
                if (!e.code().equals("session-busy") || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    static void endTasks(Wiring wiring, Sessions sessions, SessionInfo info) {
        sessions.tasks(Optional.of(info.id().value())).stream()
                .filter(f -> !f.task().state().isOver())
                .forEach(f -> endOrLetGo(wiring, sessions, f));
    }

    /** A closed session takes no more records; its tasks just let their bases go. */
    private static void endOrLetGo(Wiring wiring, Sessions sessions, Sessions.Found found) {
        if (found.session().state() == SessionInfo.State.CLOSED) {
            TaskDesk.letGo(found.task());
        } else {
            end(wiring, sessions, found);
        }
    }

    private static void stop(Wiring wiring, TaskRecord task) {
        if (!new LiveRun(wiring.folder(), task.latestRun()).stop()) {
            throw new CordonException.Unavailable(Problem.of(
                    Rule.C30,
                    "run-does-not-stop",
                    "The task's run doesn't stop",
                    "its supervisor doesn't answer",
                    "end the supervisor's process; the next command repairs what it leaves"));
        }
    }
}
