package dev.cordon.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only holds others: without one of them it shows its usage. */
abstract class GroupCommand extends CordonCommand {
    @Spec
    @org.jspecify.annotations.Nullable
    CommandSpec spec;

    GroupCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        if (spec != null) {
            CommandLine line = spec.commandLine();
            line.usage(line.getErr());
        }
        return CordonCli.USAGE;
    }
}
