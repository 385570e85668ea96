package dev.cordon.cli;

import dev.cordon.capsule.TerminalSize;
import dev.cordon.core.CordonException;
import dev.cordon.run.AgentStreams;
import dev.cordon.run.AgentTerminal;
import dev.cordon.run.ControlServer;
import dev.cordon.run.RunListener;
import dev.cordon.run.RunPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code cordon supervise}: what {@code cordon run --tty} starts in a session of its own, and what stays when the
 * user's terminal goes. Takes the same arguments; terminals attach to its socket.
 */
@Command(name = "supervise", hidden = true, description = "Supervise a run with a terminal; 'run --tty' starts it.")
final class SuperviseCommand extends RunCommand {
    /** Time for the command that started this one to attach before the agent's output is read. */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(5);

    private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

    @Option(names = "--terminal-size", paramLabel = "ROWSxCOLUMNS", description = "The size to begin with.")
    String size = TerminalSize.USUAL.toString();

    private final Relay relay;
    private Optional<ControlServer> server = Optional.empty();

    SuperviseCommand(Surroundings surroundings) {
        this(surroundings, new Relay(surroundings.out(), surroundings.err()));
    }

    private SuperviseCommand(Surroundings surroundings, Relay relay) {
        super(new Surroundings(surroundings.environment(), surroundings.folder(), relay.out(), relay.err()));
        this.relay = relay;
    }

    @Override
    public Integer call() {
        int exit = CordonCli.FAILED;
        // The run has a gate of its own; this one stays until the attached terminal has been told the end.
        try (ShutdownGate _ = ShutdownGate.open(() -> {})) {
            try {
                exit = walk();
            } catch (CordonException e) {
                exit = CordonCli.tell(e, this);
            } finally {
                int code = exit;
                server.ifPresent(s -> finish(s, code));
            }
        }
        return exit;
    }

    private void finish(ControlServer opened, int exit) {
        relay.out().flush();
        relay.err().flush();
        opened.finish(exit, LAST_PATIENCE);
        opened.close();
    }

    @Override
    AgentStreams streams() {
        return new AgentStreams.Terminal(TerminalSize.parse(size));
    }

    @Override
    List<String> passedOnAlways() {
        return List.of("TERM", "COLORTERM");
    }

    @Override
    RunListener listener(RunPlan plan, Terminal terminal) {
        ControlServer opened = new ControlServer(plan.taskName());
        server = Optional.of(opened);
        return new OnTerminal(terminal, opened);
    }

    private final class OnTerminal implements RunListener {
        private final Terminal terminal;
        private final ControlServer opened;

        OnTerminal(Terminal terminal, ControlServer opened) {
            this.terminal = terminal;
            this.opened = opened;
        }

        @Override
        public void step(Stage stage, String line) {
            terminal.step(stage, line);
        }

        @Override
        public void progress(String what) {
            terminal.progress(what);
        }

        @Override
        public void output(byte[] bytes, int length, boolean error) {
            opened.output(bytes, length);
        }

        @Override
        public void terminalOpened(Path control, AgentTerminal agent) {
            opened.open(control, agent);
            relay.turn(control, opened);
            opened.awaitFirst(FIRST_PATIENCE);
        }

        @Override
        public void terminalEnded() {
            opened.ended();
        }
    }
}
