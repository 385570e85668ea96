package dev.cordon.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code cordon task resume}: a new run of a task that is held, failed or interrupted. It starts from the task's base, in
 * the task's lane, with the change so far uncommitted in the capsule's work tree.
 */
@Command(
        name = "resume",
        description = "Go on with a held, failed or interrupted task, in a new capsule with its change so far.")
final class ResumeCommand extends CordonCommand {
    @Parameters(index = "0", paramLabel = "TASK", description = "A task's name or id.")
    String task = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "AGENT",
            description = "The agent and its arguments, after --; default: those of the task's last run.")
    List<String> agent = new ArrayList<>();

    @Option(names = "--session", paramLabel = "S", description = "Its session, where several have a task of this name.")
    Optional<String> session = Optional.empty();

    @Option(names = "--tty", description = "Give the agent a terminal of its own.")
    boolean tty;

    @Option(names = "--sandbox", paramLabel = "LEVEL", description = "namespace or container.")
    Optional<String> sandbox = Optional.empty();

    @Option(names = "--checkout", paramLabel = "KIND", description = "overlay, clone or worktree; default: overlay.")
    Optional<String> checkout = Optional.empty();

    @Option(names = "--check", paramLabel = "CMD", description = "A shell command that must pass on base plus patch.")
    List<String> checks = new ArrayList<>();

    @Option(names = "--limit", paramLabel = "cpu=2,memory=2g,…", description = "Limits, as 'cordon run' has them.")
    Optional<String> limit = Optional.empty();

    ResumeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        return tty ? new TerminalRun(surroundings, Optional.of(words())).start(common.json) : run().walk();
    }

    private RunCommand run() {
        RunCommand run = new RunCommand(surroundings);
        run.common = common;
        run.resume = Optional.of(task);
        session.ifPresent(name -> run.sessionName = name);
        run.sandbox = sandbox;
        checkout.ifPresent(kind -> run.checkout = kind);
        run.checks = checks;
        run.limit = limit;
        run.agent = agent;
        return run;
    }

    /** The same for a supervisor in a process of its own. */
    private List<String> words() {
        List<String> words = new ArrayList<>(List.of("--resume", task));
        add(words, "--session", session);
        add(words, "--sandbox", sandbox);
        add(words, "--checkout", checkout);
        add(words, "--limit", limit);
        add(words, "--config", common.config.map(Path::toString));
        add(words, "--profile", common.profile);
        checks.forEach(check -> add(words, "--check", Optional.of(check)));
        words.add("--");
        words.addAll(agent);
        return words;
    }

    private static void add(List<String> words, String option, Optional<String> value) {
        value.ifPresent(v -> words.add(option + "=" + v));
    }
}
