package dev.cordon.cli;

import picocli.CommandLine.Command;

/** {@code cordon quickstart}: two users side by side on a sample repository. */
@Command(
        name = "quickstart",
        description = "Run two users' sessions side by side on a sample repository, and show what held.")
final class QuickstartCommand extends CordonCommand {
    QuickstartCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        return CordonCli.FAILED;
    }
}
