package dev.cordon.cli;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.spi.Backups;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cordon backup}: the data, sealed, while it is in use; the keys on demand, apart from it. */
@Command(name = "backup", description = "Back up all sessions, sealed, while they are in use; keys go apart.")
final class BackupCommand extends CordonCommand {
    @Parameters(paramLabel = "FOLDER", description = "A new folder.")
    Path folder = Path.of("");

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "Copy the wrapped keys, too, to a new file; keep it, and root.keyset, apart from the folder.")
    Optional<Path> keys = Optional.empty();

    BackupCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        try (Wiring wiring = wiring()) {
            Backups backup = backups(wiring);
            // Opening it once makes whatever of it is missing, and fails where its keys are.
            wiring.store();
            long partitions = backup.write(surroundings.folder().resolve(folder));
            keys.ifPresent(file -> backup.writeKeys(surroundings.folder().resolve(file)));
            return answer(
                    Map.of("partitions", partitions, "keys", keys.isPresent()),
                    "backed up " + partitions + " partitions, sealed; "
                            + (keys.isPresent() ? "keep the keys apart" : "their keys are not in it: see --keys")
                            + "\n");
        }
    }

    static Backups backups(Wiring wiring) {
        return wiring.backups(CrossSessionAccess.forPlace(CrossSessionAccess.Place.BACKUP));
    }
}
