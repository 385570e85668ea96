package dev.cordon.cli;

import dev.cordon.capsule.Checkout;
import dev.cordon.capsule.Repository;
import dev.cordon.capsule.SandboxLevel;
import dev.cordon.core.Alias;
import dev.cordon.core.CordonException;
import dev.cordon.core.Limits;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.Session;
import dev.cordon.core.WorkspaceId;
import dev.cordon.run.AgentStreams;
import dev.cordon.run.Continuation;
import dev.cordon.run.Repair;
import dev.cordon.run.RunListener;
import dev.cordon.run.RunListener.Stage;
import dev.cordon.run.RunPlan;
import dev.cordon.run.RunSupervisor;
import dev.cordon.run.TaskRecord;
import dev.cordon.tools.PlainText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cordon run … -- AGENT}: one agent task in an isolated capsule. */
@Command(name = "run", description = "Run one agent task in an isolated capsule.", sortOptions = false)
class RunCommand extends CordonCommand {
    private static final String NEW_SESSION = "new";
    private static final Duration DEFAULT_TTL = Duration.ofDays(30);

    @Option(
            names = "--session",
            paramLabel = "NAME|new",
            description = "The session to work in; made if there is none of this name. Default: a new one.")
    String sessionName = NEW_SESSION;

    @Option(
            names = "--task",
            paramLabel = "NAME",
            description = "The task's name; default: the agent's and the moment.")
    Optional<String> task = Optional.empty();

    @Option(names = "--include-dirty", description = "Carry uncommitted changes into the capsule.")
    boolean includeDirty;

    @Option(names = "--tty", description = "Give the agent a terminal of its own.")
    boolean tty;

    @Option(names = "--repo", paramLabel = "DIR", description = "The repository; default: the one around this folder.")
    Optional<Path> repo = Optional.empty();

    @Option(names = "--base", paramLabel = "REF", description = "The commit to start from; default: HEAD.")
    String base = "HEAD";

    @Option(
            names = "--lane",
            paramLabel = "LANE",
            description = "The lane of cordon.yaml to run in; default: 'default', which has no way out.")
    Optional<String> lane = Optional.empty();

    @Option(
            names = "--sandbox",
            paramLabel = "LEVEL",
            description = "namespace or container; default: what cordon.yaml says, else namespace.")
    Optional<String> sandbox = Optional.empty();

    @Option(
            names = "--checkout",
            paramLabel = "KIND",
            description = "overlay; clone, where files can't be layered; or worktree, which git worktree list shows.")
    String checkout = "overlay";

    @Option(
            names = "--check",
            paramLabel = "CMD",
            description = "A shell command that must pass on base plus patch; may be repeated.")
    List<String> checks = new ArrayList<>();

    @Option(names = "--ttl", paramLabel = "90m", description = "How long a new session lives; default: 30d.")
    Optional<String> ttl = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "cpu=2,memory=2g,…",
            description = "Limits: cpu, memory, pids, disk, time, output.")
    Optional<String> limit = Optional.empty();

    @Option(
            names = "--resume",
            paramLabel = "TASK",
            hidden = true,
            description = "What 'cordon task resume' is made of.")
    Optional<String> resume = Optional.empty();

    @Parameters(arity = "0..*", paramLabel = "AGENT", description = "The agent and its arguments, after --.")
    List<String> agent = new ArrayList<>();

    RunCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        if (agent.isEmpty() && resume.isEmpty()) {
            throw new CordonException.BadInput(Problem.of(
                    "agent-missing",
                    "No agent was named",
                    "a run is one program's, in a capsule of its own",
                    "name it after two dashes: cordon run -- AGENT …"));
        }
        return tty ? new TerminalRun(surroundings, Optional.empty()).start(common.json) : walk();
    }

    /** What the agent's standard streams are. */
    AgentStreams streams() {
        return new AgentStreams.Pipes(surroundings.isTerminal(0) ? null : Path.of("/dev/stdin"));
    }

    /** Who hears of the run. */
    RunListener listener(RunPlan plan, Terminal terminal) {
        return terminal;
    }

    /** The caller's variables that the agent sees, whatever the configuration says. */
    List<String> passedOnAlways() {
        return List.of();
    }

    /** Supervises the run in this process, from its start to its teardown. */
    final int walk() {
        Config config =
                sandbox.map(SandboxLevel::named).map(config()::withSandbox).orElseGet(this::config);
        return resume.isPresent() ? goOn(config, resume.get()) : begin(config);
    }

    private int begin(Config config) {
        Repository repository = Repository.around(
                surroundings.folder().resolve(repo.orElse(Path.of(""))).normalize(), surroundings.environment());
        RunPlan plan = plan(config, repository, base, taskName(), agent);
        try (Wiring wiring = new Wiring(surroundings, config, common.profile)) {
            Terminal terminal = terminal();
            repair(wiring, terminal);
            tellLeftOut(repository, terminal);
            WorkspaceId workspace = wiring.store().workspaces().of(repository.commonDirectory());
            try (Session session = open(wiring, workspace)) {
                int exit = supervise(supervisor(wiring, session, plan, terminal, Optional.empty()), terminal);
                acceptByPolicy(wiring, session, terminal);
                return exit;
            }
        }
    }

    /** As {@code cordon task resume} says it: the repository, the base and the lane are the task's. */
    private int goOn(Config config, String name) {
        try (Wiring wiring = new Wiring(surroundings, config, common.profile)) {
            Terminal terminal = terminal();
            repair(wiring, terminal);
            Sessions sessions = new Sessions(wiring);
            Sessions.Found found = sessions.task(name, Optional.of(sessionName).filter(s -> !s.equals(NEW_SESSION)));
            return sessions.writing(found.session(), session -> {
                Continuation continuation =
                        Continuation.of(session, found.task().id());
                TaskRecord resumed = continuation.task();
                lane = Optional.of(resumed.lane());
                Repository repository = Repository.around(Path.of(resumed.repository()), surroundings.environment());
                RunPlan plan = plan(config, repository, resumed.baseCommit(), resumed.name(), agentOf(continuation));
                int exit = supervise(supervisor(wiring, session, plan, terminal, Optional.of(continuation)), terminal);
                acceptByPolicy(wiring, session, terminal);
                return exit;
            });
        }
    }

    /** After the run, with the person's credential and in their words: the run itself only proposes (C7). */
    private static void acceptByPolicy(Wiring wiring, Session session, Terminal terminal) {
        wiring.config().memory().accept().ifPresent(policy -> {
            int facts = MemoryDecideCommands.desk(wiring, session)
                    .acceptCovered(policy)
                    .size();
            if (facts > 0) {
                terminal.step(Stage.PERSIST, facts + " durable facts accepted by the policy of cordon.yaml");
            }
        });
    }

    private List<String> agentOf(Continuation continuation) {
        List<String> program = agent.isEmpty() ? continuation.agent() : agent;
        if (program.isEmpty()) {
            throw new CordonException.BadInput(Problem.of(
                    "agent-unknown",
                    "The task '" + continuation.task().name() + "' is not resumed",
                    "its last run left no record of its agent",
                    "name one: cordon task resume " + continuation.task().name() + " -- AGENT …"));
        }
        return program;
    }

    private static void repair(Wiring wiring, Terminal terminal) {
        new Repair(wiring.machine(), wiring.router(), wiring.credential())
                .run()
                .forEach(line -> terminal.step(Stage.REPAIR, line));
    }

    private RunSupervisor supervisor(
            Wiring wiring, Session session, RunPlan plan, Terminal terminal, Optional<Continuation> continues) {
        return new RunSupervisor(
                wiring.machine(),
                wiring.router(),
                wiring.credential(),
                session,
                plan,
                listener(plan, terminal),
                continues);
    }

    private int supervise(RunSupervisor supervisor, Terminal terminal) {
        try (ShutdownGate _ = ShutdownGate.open(supervisor::stop)) {
            RunSupervisor.Outcome outcome = supervisor.run();
            if (common.json) {
                print(Map.of(
                        "task",
                        outcome.task(),
                        "run",
                        outcome.run(),
                        "outcome",
                        outcome.run().outcome(),
                        "reason",
                        outcome.run().reason()));
            }
            terminal.note(next(outcome.task()));
            return switch (outcome.task().state()) {
                case HELD -> CordonCli.HELD;
                case FAILED -> CordonCli.FAILED;
                default -> CordonCli.DONE;
            };
        }
    }

    /** What to type next. */
    private static String next(TaskRecord task) {
        String name = task.name();
        String work = "'cordon task diff " + name + "' shows the work";
        return switch (task.state()) {
            case HELD -> work + ", 'cordon approvals list' what waits for you";
            case FAILED ->
                work + ", 'cordon logs " + name + "' what the agent said; 'cordon task resume " + name + "' goes on";
            default -> work + ", 'cordon task apply " + name + "' takes it";
        };
    }

    private RunPlan plan(Config config, Repository repository, String ref, String name, List<String> program) {
        return new Plans(surroundings, config)
                .of(
                        repository,
                        new Plans.Asked(
                                ref,
                                includeDirty,
                                checkout(),
                                name,
                                lane,
                                program,
                                checks,
                                passedOnAlways(),
                                limit.map(Limits::parse).orElse(Limits.NONE_REQUESTED),
                                streams()));
    }

    private Checkout checkout() {
        try {
            return Checkout.named(checkout);
        } catch (IllegalArgumentException e) {
            throw new CordonException.BadInput(Problem.of(
                    Rule.C29,
                    "checkout-unknown",
                    "There is no checkout '" + checkout + "'",
                    "what is requested is enforced, or the run does not start",
                    String.valueOf(e.getMessage())));
        }
    }

    private String taskName() {
        if (task.isPresent()) {
            return new Alias(task.get()).value();
        }
        String program = String.valueOf(Path.of(agent.getFirst()).getFileName())
                .replaceAll("[^A-Za-z0-9_]", "-")
                .replaceAll("^-+", "");
        String moment = DateTimeFormatter.ofPattern("MMdd-HHmmss-SSS")
                .withZone(ZoneId.systemDefault())
                .format(java.time.Instant.now());
        return new Alias((program.isEmpty() ? "task" : program.substring(0, Math.min(30, program.length()))) + "-"
                        + moment)
                .value();
    }

    private Session open(Wiring wiring, WorkspaceId workspace) {
        Duration lifetime = ttl.map(Durations::parse).orElse(DEFAULT_TTL);
        return sessionName.equals(NEW_SESSION)
                ? wiring.router().create(wiring.credential(), workspace, null, lifetime)
                : wiring.router().openOrCreate(wiring.credential(), workspace, new Alias(sessionName), lifetime);
    }

    private void tellLeftOut(Repository repository, Terminal terminal) {
        if (includeDirty) {
            return;
        }
        List<String> left = repository.uncommitted();
        if (!left.isEmpty()) {
            terminal.note(left.size() + " uncommitted " + (left.size() == 1 ? "file is" : "files are") + " left out ("
                    + PlainText.of(left.getFirst()) + (left.size() > 1 ? ", …" : "")
                    + "); --include-dirty carries them in");
        }
    }
}
