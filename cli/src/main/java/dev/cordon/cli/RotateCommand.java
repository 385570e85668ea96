package dev.cordon.cli;

import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.KeyRotation;
import dev.cordon.core.LocalIdentity;
import dev.cordon.core.Problem;
import dev.cordon.core.RootKey;
import dev.cordon.core.Rule;
import dev.cordon.core.SecretRef;
import dev.cordon.core.spi.KeyStore;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cordon rotate}: new keys around all sessions' keys, while those are in use. */
@Command(
        name = "rotate",
        description =
                "Replace the root key, the tenant's key or the key of PostgreSQL's claims, while sessions are in use.")
final class RotateCommand extends CordonCommand {
    /** Which key. */
    enum Key {
        root,
        tenant,
        claim
    }

    @Parameters(paramLabel = "root|tenant|claim", description = "Which key to replace.")
    Key key = Key.root;

    @Option(
            names = "--installer",
            paramLabel = "ROLE",
            description = "For claim: the role that installs; default: installer.")
    String installer = "installer";

    @Option(
            names = "--installer-password",
            paramLabel = "REF",
            description = "For claim: where its password is: a variable in dollar and braces, or file:PATH.")
    Optional<String> password = Optional.empty();

    RotateCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        CrossSessionAccess access = CrossSessionAccess.forPlace(CrossSessionAccess.Place.KEY_ROTATION);
        try (Wiring wiring = wiring()) {
            return key == Key.claim ? claim(wiring, access) : wrapping(wiring, access);
        }
    }

    private int wrapping(Wiring wiring, CrossSessionAccess access) {
        if (key == Key.root && wiring.config().keys().kms().isPresent()) {
            return toService(wiring, access);
        }
        try (KeyStore keys = wiring.openKeys()) {
            KeyRotation rotation = new KeyRotation(access, keys);
            KeyRotation.Rotated done = key == Key.root
                    ? rotation.root(wiring.rootKeyset(), List.of(LocalIdentity.TENANT))
                    : rotation.tenant(wiring.rootKey(), LocalIdentity.TENANT);
            return answer(Map.of("key", key.name(), "rewrapped", done.rewrapped(), "left", done.left()), text(done));
        }
    }

    /** A key of a service rotates there; what a local one wraps still is wrapped by it from here on. */
    private int toService(Wiring wiring, CrossSessionAccess access) {
        if (!Files.exists(wiring.rootKeyset())) {
            throw new CordonException.BadInput(Problem.of(
                    Rule.C15,
                    "root-key-elsewhere",
                    "The root key was not rotated",
                    "it stays in the service that keys.root.kms names",
                    "rotate it there: what was wrapped before stays readable"));
        }
        try (KeyStore keys = wiring.openKeysUnread()) {
            KeyRotation.Rotated done = new KeyRotation(access, keys)
                    .move(RootKey.ofFile(wiring.rootKeyset()), wiring.rootKey(), List.of(LocalIdentity.TENANT));
            answer(Map.of("key", key.name(), "rewrapped", done.rewrapped(), "left", done.left()), moved(done));
            return done.left() == 0 ? CordonCli.DONE : CordonCli.FAILED;
        }
    }

    private static String moved(KeyRotation.Rotated done) {
        String said = done.rewrapped() + " keys are wrapped by the service's key; ";
        return done.left() == 0
                ? said + "remove root.keyset, and its copies when no backup of keys.db from before matters\n"
                : said + done.left() + " are not, which neither key opened: keep root.keyset, type it again\n";
    }

    private int claim(Wiring wiring, CrossSessionAccess access) {
        SecretRef secret = SecretRef.parse(password.orElseThrow(MigrateCommand::passwordMissing));
        int number = wiring.rotateClaim(access, new Wiring.Login(installer, secret));
        return answer(
                Map.of("key", key.name(), "number", number),
                "claims are made with key " + number + "; the older ones prove nothing any more\n");
    }

    private String text(KeyRotation.Rotated done) {
        String said = done.rewrapped() + " keys are wrapped by a new " + key + " key";
        if (done.left() > 0) {
            return said + "; " + done.left() + " of an older format wait until their sessions are opened once: "
                    + "type it again then, until that the old key stays\n";
        }
        return said + "; the old one is gone"
                + (key == Key.root ? ". Copy root.keyset to where its backup lies, now\n" : "\n");
    }
}
