package dev.cordon.cli;

import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Problem;
import dev.cordon.core.SecretRef;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cordon migrate}: makes the databases of {@code store} ready, and moves the embedded store's sessions there. */
@Command(
        name = "migrate",
        description =
                "Install Cordon in the databases that 'store' names, and move this home's sessions there, verified.")
final class MigrateCommand extends CordonCommand {
    @Option(
            names = "--print-setup",
            paramLabel = "records|vault",
            description = "Print what an administrator runs once in that database, and do nothing else.")
    Optional<Database> printSetup = Optional.empty();

    @Option(names = "--installer", paramLabel = "ROLE", description = "The role that installs; default: installer.")
    String installer = "installer";

    @Option(
            names = "--installer-password",
            paramLabel = "REF",
            description = "Where its password is: a variable in dollar and braces, or file:PATH.")
    Optional<String> password = Optional.empty();

    @Option(names = "--vault-installer", paramLabel = "ROLE", description = "In the vault; default: the same.")
    Optional<String> vaultInstaller = Optional.empty();

    @Option(names = "--vault-installer-password", paramLabel = "REF", description = "In the vault; default: the same.")
    Optional<String> vaultPassword = Optional.empty();

    MigrateCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** The two databases of a PostgreSQL store. */
    enum Database {
        records,
        vault
    }

    @Override
    public Integer call() {
        if (printSetup.isPresent()) {
            String script = StoreWiring.setup(printSetup.get() == Database.vault);
            return answer(Map.of("sql", script), script);
        }
        SecretRef secret = SecretRef.parse(password.orElseThrow(MigrateCommand::passwordMissing));
        try (Wiring wiring = wiring()) {
            Map<String, Long> moved = wiring.migrate(
                    CrossSessionAccess.forPlace(CrossSessionAccess.Place.MIGRATION),
                    new Wiring.Login(installer, secret),
                    new Wiring.Login(
                            vaultInstaller.orElse(installer),
                            vaultPassword.map(SecretRef::parse).orElse(secret)));
            StringBuilder text = new StringBuilder("moved, and compared with the source:\n");
            moved.forEach((what, count) ->
                    text.append("  ").append(count).append(' ').append(what).append('\n'));
            return answer(
                    moved,
                    text + "the files under $CORDON_HOME are as they were; remove partitions/, keys.db, "
                            + "anchors.db and incidents.db when you trust the copy, never root.keyset\n");
        }
    }

    static CordonException passwordMissing() {
        return new CordonException.BadInput(Problem.of(
                "password-missing",
                "The installing role has no password",
                "--installer-password is missing",
                "write --installer-password '${VARIABLE}', or file:PATH"));
    }
}
