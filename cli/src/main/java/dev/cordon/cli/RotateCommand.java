package dev.cordon.cli;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.KeyRotation;
import dev.cordon.core.LocalIdentity;
import dev.cordon.core.RootKey;
import dev.cordon.core.spi.KeyStore;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cordon rotate}: new keys around all sessions' keys, while those are in use. */
@Command(name = "rotate", description = "Replace the root key or the tenant's key, while sessions are in use.")
final class RotateCommand extends CordonCommand {
    /** Which key. */
    enum Key {
        root,
        tenant
    }

    @Parameters(paramLabel = "root|tenant", description = "Which key to replace.")
    Key key = Key.root;

    RotateCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        CrossSessionAccess access = CrossSessionAccess.forPlace(CrossSessionAccess.Place.KEY_ROTATION);
        try (Wiring wiring = wiring();
                KeyStore keys = wiring.openKeys()) {
            KeyRotation rotation = new KeyRotation(access, keys);
            KeyRotation.Rotated done = switch (key) {
                case root -> rotation.root(wiring.rootKeyset(), List.of(LocalIdentity.TENANT));
                case tenant -> rotation.tenant(RootKey.ofFile(wiring.rootKeyset()), LocalIdentity.TENANT);
            };
            return answer(Map.of("key", key.name(), "rewrapped", done.rewrapped(), "left", done.left()), text(done));
        }
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
