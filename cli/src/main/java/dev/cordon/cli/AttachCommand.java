package dev.cordon.cli;

import dev.cordon.capsule.TerminalDevice;
import dev.cordon.capsule.TerminalSize;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.run.ControlLink;
import dev.cordon.run.LiveRun;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code cordon attach}: a terminal on a live run. */
@Command(
        name = "attach",
        description = "Attach this terminal to a live run that was started with --tty; Ctrl-P Ctrl-Q detaches.")
final class AttachCommand extends TaskCommand.OneTask {
    private Optional<Path> control = Optional.empty();

    AttachCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        TerminalDevice device = new TerminalDevice(0);
        TerminalSize size = TerminalClient.requireTerminal(surroundings, device, "cordon attach");
        super.call();
        // By now the stores are closed: a terminal may stay for days.
        TerminalClient client = new TerminalClient(surroundings, device);
        try (ShutdownGate _ = ShutdownGate.open(client::hangUp)) {
            return client.show(ControlLink.attach(control.orElseThrow(), size));
        }
    }

    @Override
    int call(Wiring wiring, Sessions sessions, Sessions.Found found) {
        LiveRun live = new LiveRun(wiring.folder(), found.task().latestRun());
        if (!live.isLive()) {
            throw new CordonException.Conflict(Problem.of(
                    "run-not-live",
                    "The task has no run to attach to",
                    "its run has ended",
                    "type 'cordon logs " + task + "' for what it printed, 'cordon task show " + task
                            + "' for how it ended"));
        }
        control = Optional.of(live.control());
        return CordonCli.DONE;
    }
}
