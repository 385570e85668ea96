package dev.cordon.cli;

import picocli.CommandLine.Command;

/** What the launcher runs once after a build, to record which classes a start needs. */
@Command(name = "warm-up", hidden = true, description = "Record a start-up cache.")
final class WarmUpCommand extends CordonCommand {
    WarmUpCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        return CordonCli.run(surroundings, "doctor", "--json");
    }
}
