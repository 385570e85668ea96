package dev.cordon.cli;

import dev.cordon.core.Alias;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.LocalIdentity;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.SecretRef;
import dev.cordon.tools.CredentialReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Profiles that the configuration declares, each with a key of its own (C2). */
final class Profiles {
    private Profiles() {}

    /**
     * The credential of a declared profile. The first use of a profile makes its key, where the configuration says.
     *
     * @throws CordonException.BadInput for a profile that is not declared
     * @throws CordonException.Unavailable when its key can't be read
     */
    static Credential credential(String name, Config config, LocalIdentity identity, Surroundings surroundings) {
        Optional<SecretRef> key =
                Optional.ofNullable(config.identity().profiles().get(name));
        if (key.isEmpty()) {
            throw new CordonException.BadInput(Problem.of(
                    Rule.C2,
                    "profile-unknown",
                    "There is no profile '" + name + "'",
                    "the configuration declares none of this name",
                    "declare it in cordon.yaml: identity: { profiles: { " + name + ": { key: \"file:" + name
                            + ".key\" } } }"));
        }
        Alias alias = new Alias(name);
        if (key.get() instanceof SecretRef.File(Path path) && !Files.exists(path)) {
            enroll(alias, path, identity);
        }
        String hex = new CredentialReader(surroundings.environment()).value(key.get());
        try {
            return new Credential.Profile(alias, Bytes.hex(hex));
        } catch (IllegalArgumentException e) {
            throw new CordonException.Refused(
                    Problem.of(
                            Rule.C2,
                            "profile-key-unreadable",
                            "The key of profile '" + name + "' is no key",
                            "it is not hexadecimal",
                            "restore the file that Cordon made"),
                    e);
        }
    }

    private static void enroll(Alias alias, Path path, LocalIdentity identity) {
        Bytes secret;
        try {
            secret = identity.enroll(alias);
        } catch (CordonException.Conflict e) {
            throw new CordonException.Refused(
                    Problem.of(
                            Rule.C2,
                            "profile-key-lost",
                            "The key of profile '" + alias + "' is gone",
                            "its file is missing, and the profile has one already",
                            "restore the file from a backup; without it the profile's sessions can't be opened"),
                    e);
        }
        try {
            Path file = Files.createFile(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, secret.toHex() + "\n", StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            identity.withdraw(alias);
            throw new CordonException.Unavailable(
                    Problem.of(
                            "profile-key-unwritable",
                            "The key of profile '" + alias + "' can't be written",
                            String.valueOf(e.getMessage()),
                            "make its folder writable"),
                    e);
        }
    }
}
