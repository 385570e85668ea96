package dev.cordon.cli;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.spi.Backups;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cordon restore}: a whole home from a backup, or one session beside others in use. */
@Command(name = "restore", description = "Fill an empty home from a backup, or put one session back.")
final class RestoreCommand extends CordonCommand {
    @Parameters(paramLabel = "FOLDER", description = "What 'cordon backup' wrote.")
    Path folder = Path.of("");

    @Option(names = "--keys", paramLabel = "FILE", description = "For a whole home: the keys that belong to it.")
    Optional<Path> keys = Optional.empty();

    @Option(
            names = "--session",
            paramLabel = "S",
            description = "Put this session back to the backup's state; what came after is gone.")
    Optional<String> session = Optional.empty();

    RestoreCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        try (Wiring wiring = wiring()) {
            Backups backup = BackupCommand.backups(wiring);
            Path from = surroundings.folder().resolve(folder);
            if (session.isPresent()) {
                SessionInfo info = new Sessions(wiring).named(session.get());
                backup.restore(from, SessionCommand.partition(wiring.router().verify(wiring.credential()), info));
                return answer(Map.of("session", info.id().value()), "restored " + Sessions.label(info) + "\n");
            }
            long partitions =
                    backup.restore(from, surroundings.folder().resolve(keys.orElseThrow(RestoreCommand::noKeys)));
            return answer(Map.of("partitions", partitions), "restored " + partitions + " partitions\n");
        }
    }

    private static CordonException noKeys() {
        return new CordonException.BadInput(Problem.of(
                "keys-missing",
                "Nothing was restored",
                "a backup of data has no keys in it",
                "name them: --keys FILE; and put root.keyset into the home first"));
    }
}
