package dev.cordon.tools;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.SecretRef;
import dev.cordon.core.ToolSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;

/** Reads a tool's credential at the moment of its dispatch, for its capsule only (C23). Thread-safe. */
public final class CredentialReader {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Map<String, String> environment;

    public CredentialReader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The variables that the tool's capsule gets besides; empty where the tool has no credential. */
    public Map<String, String> variables(ToolSpec tool) {
        return tool.credential().map(ref -> Map.of(variable(ref), value(ref))).orElse(Map.of());
    }

    /** The secret itself; the caller keeps it no longer than it must. */
    public String value(SecretRef ref) {
        return switch (ref) {
            case SecretRef.Environment(String variable) -> {
                String value = environment.get(variable);
                if (value == null || value.isEmpty()) {
                    throw missing(ref, "the variable is not set");
                }
                yield value;
            }
            case SecretRef.File(Path path) -> file(ref, path);
        };
    }

    private static String variable(SecretRef ref) {
        return switch (ref) {
            case SecretRef.Environment(String variable) -> variable;
            case SecretRef.File _ -> "CORDON_CREDENTIAL";
        };
    }

    private static String file(SecretRef ref, Path path) {
        try {
            if (Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
                throw missing(ref, "others than its owner can read or write the file (chmod 600)");
            }
            return Files.readString(path, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw missing(ref, "the file can't be read");
        }
    }

    private static CordonException.Unavailable missing(SecretRef ref, String why) {
        return new CordonException.Unavailable(Problem.of(
                Rule.C23,
                "credential-missing",
                "The credential " + ref.identity() + " is not to be had",
                why,
                "provide it, then try again"));
    }
}
