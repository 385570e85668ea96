package dev.cordon.cli;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cordon quickstart}: two users side by side on a sample repository, and what held. */
@Command(
        name = "quickstart",
        description = "Run two users' agents side by side on a sample repository, and show what held.")
final class QuickstartCommand extends CordonCommand {
    private static final List<String> USERS = List.of("alice", "bob");

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where to make the sample; default: quickstart under $CORDON_HOME.")
    java.util.Optional<Path> dir = java.util.Optional.empty();

    QuickstartCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        Terminal terminal = terminal();
        Path folder = surroundings
                .folder()
                .resolve(dir.orElse(surroundings.home().resolve("quickstart")))
                .normalize();
        QuickstartSample sample = makeSample(folder, terminal);
        List<QuickstartAgent> agents = USERS.stream()
                .map(user -> new QuickstartAgent(user, sample, surroundings))
                .toList();
        terminal.line("two users, one repository, at the same moment:");
        List<Thread> threads = agents.stream()
                .map(agent ->
                        Thread.ofPlatform().name("quickstart-" + agent.user()).start(agent))
                .toList();
        threads.forEach(QuickstartCommand::join);
        agents.forEach(agent -> terminal.line("\n" + terminal.bold("── " + agent.user()) + "\n"
                + agent.transcript().stripTrailing()));
        return report(agents, sample, terminal);
    }

    private int report(List<QuickstartAgent> agents, QuickstartSample sample, Terminal terminal) {
        long held = agents.stream().mapToLong(QuickstartAgent::held).sum();
        long crossed = agents.stream().mapToLong(QuickstartAgent::crossed).sum();
        boolean waited = agents.stream().allMatch(agent -> agent.exit() == CordonCli.HELD);
        boolean untouched = sample.originIsEmpty();
        terminal.line("\n" + terminal.bold(held + " attempts held, " + crossed + " crossed") + "; origin "
                + (untouched ? "is untouched" : "WAS WRITTEN") + "; both patches wait in their own sessions.");
        terminal.line(
                "why: each agent had its own checkout, HOME, processes and network namespace (C27), its session its own key and file (C13, C15), and a push is one exact action that a person approves (C26).");
        terminal.line("\ngo on with:");
        nextCommands(sample).forEach(command -> terminal.line("  " + command));
        if (common.json) {
            print(Map.of(
                    "held",
                    held,
                    "crossed",
                    crossed,
                    "origin_untouched",
                    untouched,
                    "folder",
                    sample.folder().toString(),
                    "next",
                    nextCommands(sample)));
        }
        return crossed == 0 && untouched && waited && held > 0 ? CordonCli.DONE : CordonCli.FAILED;
    }

    private static List<String> nextCommands(QuickstartSample sample) {
        return List.of(
                "export CORDON_HOME=" + sample.state() + " CORDON_CONFIG=" + sample.config(),
                "./cordon task diff fix --session alice --profile alice",
                "./cordon approvals list --profile alice     # then: approvals show ID, approvals approve ID",
                "./cordon trace fix --profile bob");
    }

    private static QuickstartSample makeSample(Path folder, Terminal terminal) {
        try {
            if (Files.exists(folder)) {
                dev.cordon.capsule.Folders.delete(folder);
            }
            terminal.progress("making a sample repository in " + folder);
            return QuickstartSample.in(folder);
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "quickstart-folder",
                            "The sample can't be made in '" + folder + "'",
                            String.valueOf(e.getMessage()),
                            "name a folder that you can write with --dir"),
                    e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
