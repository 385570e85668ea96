package dev.cordon.tools;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that an approval is bound to (C26). Two actions are the same only if every part is: a changed argument,
 * byte of the tool, folder, patch, credential or policy makes another action, and the approval void. Immutable.
 *
 * @param subject who the run belongs to; {@code tenant}, {@code user}, {@code workspace} and {@code session} its scope
 * @param tool its name, and {@code toolDigest} over its whole declaration
 * @param command the exact words; no shell reads them
 * @param stdinDigest SHA-256 of the standard input
 * @param environment every variable that the command gets besides its credential
 * @param executable the resolved program, and {@code executableDigest} the SHA-256 of its bytes
 * @param mounts what of the host its capsule sees, as {@code path:ro} or {@code path:rw}: its targets
 * @param base the commit, and {@code patchDigest} the SHA-256 of the patch, that it acts on
 * @param credential names where the credential lies; never its value
 * @param policyDigest SHA-256 of the configuration
 */
@JsonPropertyOrder(alphabetic = true)
public record ExactAction(
        String subject,
        String tenant,
        String user,
        String workspace,
        String session,
        String task,
        String run,
        String tool,
        String toolDigest,
        Map<String, String> arguments,
        List<String> command,
        String stdinDigest,
        Map<String, String> environment,
        String executable,
        String executableDigest,
        String workingDirectory,
        List<String> mounts,
        String base,
        String patchDigest,
        String credential,
        String policyDigest) {
    private static final JsonMapper CANONICAL = new JsonMapper();

    public ExactAction {
        arguments = java.util.Collections.unmodifiableMap(new TreeMap<>(arguments));
        command = List.copyOf(command);
        environment = java.util.Collections.unmodifiableMap(new TreeMap<>(environment));
        mounts = List.copyOf(mounts);
    }

    /** SHA-256, in hex, of the canonical form: JSON with sorted keys, which separates and escapes every part. */
    public String fingerprint() {
        return Digests.sha256(CANONICAL.writeValueAsBytes(this));
    }

    /** What a person types to show that they have seen this action, and not another: 40 bits of its fingerprint. */
    public String shortCode() {
        return fingerprint().substring(0, 10);
    }
}
