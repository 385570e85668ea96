package dev.cordon.cli;

import picocli.CommandLine.Command;

/** {@code cordon attach}: a terminal on a live run. */
@Command(name = "attach", description = "Attach this terminal to a live run that was started with --tty.")
final class AttachCommand extends TaskCommand.OneTask {
    AttachCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int call(Wiring wiring, Sessions sessions, Sessions.Found found) {
        return CordonCli.FAILED;
    }
}
