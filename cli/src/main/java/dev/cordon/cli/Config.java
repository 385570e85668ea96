package dev.cordon.cli;

import dev.cordon.capsule.SandboxLevel;
import dev.cordon.core.Lane;
import dev.cordon.core.Limits;
import dev.cordon.core.SecretRef;
import dev.cordon.core.ToolSpec;
import dev.cordon.gateway.Model;
import dev.cordon.run.EgressSettings;
import dev.cordon.run.Outside;
import dev.cordon.tools.CredentialReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code cordon.yaml} says, complete with defaults. Immutable.
 *
 * @param digest SHA-256 of the file's bytes in hex: the policy version that approvals and run records name
 * @param file where it was read from; empty for the built-in defaults
 */
public record Config(
        Optional<Path> file,
        String digest,
        Identity identity,
        List<Model> models,
        EgressSettings egress,
        Map<String, Lane> lanes,
        Map<String, ToolSpec> tools,
        Approvals approvals,
        CapsuleSettings capsule,
        Map<Path, WorkspaceSettings> workspaces) {

    /** @param profiles name to the place of its key */
    public record Identity(Map<String, SecretRef> profiles) {
        static final Identity DEFAULT = new Identity(Map.of());

        public Identity {
            profiles = Map.copyOf(profiles);
        }
    }

    /** @param validity how long a parked action may be approved, and how long an approval may be used */
    public record Approvals(Duration validity) {
        static final Approvals DEFAULT = new Approvals(Duration.ofHours(24));
    }

    /**
     * @param sandbox the level of every capsule, unless a run asks for another
     * @param environment names of the caller's variables that agents may see besides the fixed ones
     * @param mounts folders of the host that every capsule sees read-only
     */
    public record CapsuleSettings(SandboxLevel sandbox, Limits limits, List<String> environment, List<Path> mounts) {
        static final CapsuleSettings DEFAULT =
                new CapsuleSettings(SandboxLevel.NAMESPACE, Limits.NONE_REQUESTED, List.of(), List.of());

        public CapsuleSettings {
            environment = List.copyOf(environment);
            mounts = List.copyOf(mounts);
        }
    }

    /** The same, at the level that one run asks for. */
    Config withSandbox(SandboxLevel level) {
        return new Config(
                file,
                digest,
                identity,
                models,
                egress,
                lanes,
                tools,
                approvals,
                new CapsuleSettings(level, capsule.limits(), capsule.environment(), capsule.mounts()),
                workspaces);
    }

    /**
     * What one repository's capsules get besides.
     *
     * @param prepare run once per base; what it writes becomes part of the base
     * @param checks run after every agent, as if given with {@code --check}
     */
    public record WorkspaceSettings(
            Optional<String> prepare, List<Path> mounts, List<String> checks, Optional<String> lane) {
        static final WorkspaceSettings DEFAULT =
                new WorkspaceSettings(Optional.empty(), List.of(), List.of(), Optional.empty());

        public WorkspaceSettings {
            mounts = List.copyOf(mounts);
            checks = List.copyOf(checks);
        }
    }

    public Config {
        models = List.copyOf(models);
        lanes = Map.copyOf(lanes);
        tools = Map.copyOf(tools);
        workspaces = Map.copyOf(workspaces);
    }

    static Config defaults() {
        return new Config(
                Optional.empty(),
                "built-in",
                Identity.DEFAULT,
                List.of(),
                EgressSettings.DIRECT,
                Map.of("default", Lane.DEFAULT),
                Map.of(),
                Approvals.DEFAULT,
                CapsuleSettings.DEFAULT,
                Map.of());
    }

    /** What runs may reach, with secrets taken from the caller's environment at the moment of use. */
    Outside outside(Surroundings surroundings) {
        return new Outside(models, egress, new CredentialReader(surroundings.environment()));
    }

    WorkspaceSettings workspace(Path repository) {
        return workspaces.getOrDefault(repository, WorkspaceSettings.DEFAULT);
    }
}
