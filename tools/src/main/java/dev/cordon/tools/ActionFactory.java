package dev.cordon.tools;

import dev.cordon.capsule.HostPrograms;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.Scope;
import dev.cordon.core.SecretRef;
import dev.cordon.core.ToolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Makes the exact action of a call, from what is true at this moment. It is made when a run has ended and again at
 * dispatch: an approval counts only while both are equal.
 *
 * @param policyDigest of the configuration in force
 */
public record ActionFactory(
        Scope scope, String task, String run, String base, String patchDigest, String policyDigest) {
    static final String WORKING_DIRECTORY = "/workspace";

    /**
     * The action of this call.
     *
     * @throws CordonException.BadInput when the tool's program is not there
     */
    public ExactAction of(ToolCall call, String input) {
        Path executable = resolve(call.tool(), call.command().getFirst());
        return new ExactAction(
                scope.user().value(),
                scope.tenant().value(),
                scope.user().value(),
                scope.workspace().value(),
                scope.session().value(),
                task,
                run,
                call.tool().name(),
                Digests.sha256(call.tool().toString()),
                call.arguments(),
                call.command(),
                Digests.sha256(input),
                Map.of(),
                executable.toString(),
                digest(executable),
                WORKING_DIRECTORY,
                mounts(call.tool()),
                base,
                patchDigest,
                call.tool().credential().map(SecretRef::identity).orElse("none"),
                policyDigest);
    }

    /** The release of a held patch, as an action: it has a subject, a patch and a policy, and runs nothing. */
    public ExactAction release() {
        return new ExactAction(
                scope.user().value(),
                scope.tenant().value(),
                scope.user().value(),
                scope.workspace().value(),
                scope.session().value(),
                task,
                run,
                "patch.release",
                "",
                Map.of(),
                List.of(),
                Digests.sha256(""),
                Map.of(),
                "",
                "",
                WORKING_DIRECTORY,
                List.of(),
                base,
                patchDigest,
                "none",
                policyDigest);
    }

    private static List<String> mounts(ToolSpec tool) {
        return tool.mounts().stream()
                .map(mount -> mount.path() + (mount.writable() ? ":rw" : ":ro"))
                .toList();
    }

    /** The program as the tool's capsule will find it: in the system's folders or in a mount, never in the checkout. */
    private static Path resolve(ToolSpec tool, String program) {
        try {
            if (!program.contains("/")) {
                return HostPrograms.find(program)
                        .orElseThrow(() -> missing(tool, program))
                        .toRealPath();
            }
            Path path = Path.of(program);
            boolean seen = path.startsWith("/usr")
                    || path.startsWith("/bin")
                    || tool.mounts().stream().anyMatch(mount -> path.startsWith(mount.path()));
            if (!path.isAbsolute() || !seen || !Files.isExecutable(path)) {
                throw missing(tool, program);
            }
            return path.toRealPath();
        } catch (IOException e) {
            throw missing(tool, program);
        }
    }

    private static String digest(Path executable) {
        try {
            return Digests.sha256(executable);
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            Rule.C26,
                            "program-unreadable",
                            "The tool's program can't be read",
                            String.valueOf(e.getMessage()),
                            "check its permissions"),
                    e);
        }
    }

    private static CordonException.BadInput missing(ToolSpec tool, String program) {
        return new CordonException.BadInput(Problem.of(
                Rule.C26,
                "tool-program-missing",
                "The program '" + program + "' of the tool '" + tool.name() + "' is not there",
                "it must lie in a system folder or in one of the tool's mounts",
                "install it, or write its absolute path and a mount in cordon.yaml"));
    }
}
