package dev.cordon.cli;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IFactory;

/** The root command: parses, runs, and turns every outcome into an exit code. */
@Command(
        name = "cordon",
        description = "Runs AI agents so that no session can reach another.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CordonCli {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int HELD = 3;
    static final int REFUSED = 4;

    /** The commands by name, in the order in which the help lists them. */
    private static final Map<String, Class<?>> COMMANDS = commands();

    /** Documented, and no part of this version: nobody is to be led to another command of a similar name. */
    private static final Set<String> LATER = Set.of("serve", "token", "policy", "rollout");

    private CordonCli() {}

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("quickstart", QuickstartCommand.class);
        commands.put("run", RunCommand.class);
        commands.put("supervise", SuperviseCommand.class);
        commands.put("attach", AttachCommand.class);
        commands.put("logs", LogsCommand.class);
        commands.put("session", SessionCommand.class);
        commands.put("memory", MemoryCommand.class);
        commands.put("collection", CollectionCommand.class);
        commands.put("task", TaskCommand.class);
        commands.put("teardown", TeardownCommand.class);
        commands.put("approvals", ApprovalsCommand.class);
        commands.put("trace", TraceCommand.class);
        commands.put("ledger", LedgerCommand.class);
        commands.put("incidents", IncidentsCommand.class);
        commands.put("explain", ExplainCommand.class);
        commands.put("doctor", DoctorCommand.class);
        commands.put("audit", AuditCommand.class);
        commands.put("backup", BackupCommand.class);
        commands.put("migrate", MigrateCommand.class);
        commands.put("rotate", RotateCommand.class);
        commands.put("erase", EraseCommand.class);
        commands.put("restore", RestoreCommand.class);
        commands.put("gc", GcCommand.class);
        commands.put("usage", UsageCommand.class);
        commands.put("warm-up", WarmUpCommand.class);
        commands.put("help", HelpCommand.class);
        commands.put("generate-completion", picocli.AutoComplete.GenerateCompletion.class);
        return commands;
    }

    static int run(Surroundings surroundings, String... arguments) {
        if (arguments.length > 0 && LATER.contains(arguments[0])) {
            new Terminal(surroundings, false).problem(notYet(arguments[0]));
            return USAGE;
        }
        CommandLine line = new CommandLine(new CordonCli(), new Factory(surroundings));
        neededFor(arguments).forEach(line::addSubcommand);
        return line.setOut(new java.io.PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8))
                .setErr(new java.io.PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        surroundings.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command, surroundings))
                .execute(arguments);
    }

    private static CordonException notYet(String command) {
        return new CordonException.BadInput(Problem.of(
                "not-in-this-version",
                "'cordon " + command + "' does nothing yet",
                "this version is 'cordon run', session memory and 'cordon audit'",
                "type 'cordon --help' for what there is"));
    }

    /** Building the model of all commands takes longer than most commands: one that is named is built alone. */
    private static Map<String, Class<?>> neededFor(String... arguments) {
        if (arguments.length == 0) {
            return COMMANDS;
        }
        String first = arguments[0];
        if (first.equals("--version") || first.equals("-V")) {
            return Map.of();
        }
        boolean needsAll = first.equals("help") || first.equals("generate-completion") || !COMMANDS.containsKey(first);
        return needsAll ? COMMANDS : Map.of(first, COMMANDS.getOrDefault(first, HelpCommand.class));
    }

    private static int failed(Exception e, CommandLine command, Surroundings surroundings) throws Exception {
        if (!(e instanceof CordonException cordon)) {
            throw e;
        }
        if (command.getCommand() instanceof CordonCommand run) {
            return tell(cordon, run);
        }
        new Terminal(surroundings, false).problem(cordon);
        return exitCode(cordon);
    }

    /** Prints what failed, for people and with --json for programs; answers the exit code. */
    static int tell(CordonException cordon, CordonCommand run) {
        new Terminal(run.surroundings, false).problem(cordon);
        if (run.common.json) {
            Problem problem = cordon.problem();
            run.print(Map.of(
                    "outcome",
                    "failed",
                    "reason",
                    problem.code(),
                    "rule",
                    problem.citedRule().map(Enum::name).orElse(""),
                    "what",
                    problem.what(),
                    "why",
                    problem.why(),
                    "mend",
                    problem.mend()));
        }
        return exitCode(cordon);
    }

    /** Bad input is a usage error; what isolation refuses is its own answer; all else has failed. */
    static int exitCode(CordonException e) {
        return switch (e) {
            case CordonException.BadInput _ -> USAGE;
            case CordonException.Refused _, CordonException.Damaged _ -> REFUSED;
            case CordonException.NotFound _, CordonException.Conflict _, CordonException.Unavailable _ -> FAILED;
        };
    }

    /** Gives every command its surroundings. */
    private record Factory(Surroundings surroundings) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (CordonCommand.class.isAssignableFrom(type)) {
                return type.getDeclaredConstructor(Surroundings.class).newInstance(surroundings);
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
