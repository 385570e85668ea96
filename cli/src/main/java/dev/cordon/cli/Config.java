package dev.cordon.cli;

import dev.cordon.capsule.ContainerSandbox;
import dev.cordon.capsule.SandboxLevel;
import dev.cordon.core.CordonException;
import dev.cordon.core.Lane;
import dev.cordon.core.Limits;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.SecretRef;
import dev.cordon.core.ToolSpec;
import dev.cordon.core.spi.Sandbox;
import dev.cordon.gateway.Model;
import dev.cordon.memory.AcceptPolicy;
import dev.cordon.memory.IndexCache;
import dev.cordon.memory.MemorySettings;
import dev.cordon.run.EgressSettings;
import dev.cordon.run.Outside;
import dev.cordon.tools.CredentialReader;
import java.net.URI;
import java.nio.file.Files;
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
        StoreSettings store,
        KeySettings keys,
        Identity identity,
        List<Model> models,
        EgressSettings egress,
        Map<String, Lane> lanes,
        Map<String, ToolSpec> tools,
        Approvals approvals,
        CapsuleSettings capsule,
        MemoryConfig memory,
        Map<Path, WorkspaceSettings> workspaces) {

    /** Where sessions lie. */
    public sealed interface StoreSettings {
        /** Files under {@code $CORDON_HOME}. */
        record Embedded() implements StoreSettings {}

        /** @param lease after which a killed process's sessions are free again */
        record Postgres(Place records, Place vault, Duration lease, Duration patience) implements StoreSettings {}

        /** @param connections at most */
        record Place(String url, String user, SecretRef password, int connections) {}
    }

    /** @param kms where the root key is; empty for {@code root.keyset} in the home */
    public record KeySettings(Optional<Kms> kms) {
        static final KeySettings DEFAULT = new KeySettings(Optional.empty());
    }

    /**
     * A key that stays in its service.
     *
     * @param uri as Tink's integration names it
     * @param credentials a file as that integration reads it; empty for what it finds by itself
     * @param clients a folder of jars with the integration; empty where it is on the class path
     */
    public record Kms(String uri, Optional<Path> credentials, Optional<Path> clients) {}

    /** @param profiles name to the place of its key */
    public record Identity(Map<String, SecretRef> profiles) {
        static final Identity DEFAULT = new Identity(Map.of());

        public Identity {
            profiles = Map.copyOf(profiles);
        }
    }

    /**
     * What sessions remember.
     *
     * @param indexBytes of heap that the indexes of a process may take
     * @param accept which proposals become durable without a person; none where it is empty
     */
    public record MemoryConfig(
            MemorySettings settings, long indexBytes, Optional<Embeddings> embeddings, Optional<AcceptPolicy> accept) {
        static final MemoryConfig DEFAULT =
                new MemoryConfig(MemorySettings.DEFAULT, IndexCache.USUAL_BYTES, Optional.empty(), Optional.empty());
    }

    /** Where vectors come from. */
    public sealed interface Embeddings {
        /** A module of Cordon that is installed beside it and needs no network. */
        record Module(String name) implements Embeddings {}

        /**
         * What speaks OpenAI's format.
         *
         * @param baseUrl without {@code /v1/embeddings}
         */
        record Endpoint(URI baseUrl, String model, Optional<SecretRef> apiKey) implements Embeddings {}
    }

    /** @param validity how long a parked action may be approved, and how long an approval may be used */
    public record Approvals(Duration validity) {
        static final Approvals DEFAULT = new Approvals(Duration.ofHours(24));
    }

    /**
     * @param sandbox the level of every capsule, unless a run asks for another
     * @param image a folder with a whole root file system that containers have in place of the host's
     * @param environment names of the caller's variables that agents may see besides the fixed ones
     * @param mounts folders of the host that every capsule sees read-only
     */
    public record CapsuleSettings(
            SandboxLevel sandbox, Optional<Path> image, Limits limits, List<String> environment, List<Path> mounts) {
        static final CapsuleSettings DEFAULT = new CapsuleSettings(
                SandboxLevel.NAMESPACE, Optional.empty(), Limits.NONE_REQUESTED, List.of(), List.of());

        public CapsuleSettings {
            environment = List.copyOf(environment);
            mounts = List.copyOf(mounts);
        }

        /**
         * The sandbox that these settings ask for.
         *
         * @param skeleton a folder of Cordon's own
         * @throws CordonException.Refused when the level knows no images (C29)
         */
        Sandbox in(Path skeleton) {
            if (image.isEmpty()) {
                return sandbox.in(skeleton);
            }
            if (sandbox != SandboxLevel.CONTAINER) {
                throw new CordonException.Refused(Problem.of(
                        Rule.C29,
                        "image-needs-container",
                        "The image '" + image.get() + "' can't be used at the level " + sandbox.label(),
                        "only containers have an image; what is requested is enforced, or the run does not start",
                        "set capsule.sandbox to container, or take capsule.image out of cordon.yaml"));
            }
            if (!Files.isDirectory(image.get().resolve("usr"))
                    && !Files.isDirectory(image.get().resolve("bin"))) {
                throw new CordonException.BadInput(Problem.of(
                        "image-missing",
                        "There is no image at '" + image.get() + "'",
                        "an image is a folder with a whole root file system, with sh and git in it",
                        "unpack one there: docker export CONTAINER | tar -x -C " + image.get()));
            }
            return new ContainerSandbox(skeleton.resolve("image"), image);
        }
    }

    /** The same, at the level that one run asks for. */
    Config withSandbox(SandboxLevel level) {
        return new Config(
                file,
                digest,
                store,
                keys,
                identity,
                models,
                egress,
                lanes,
                tools,
                approvals,
                new CapsuleSettings(level, capsule.image(), capsule.limits(), capsule.environment(), capsule.mounts()),
                memory,
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
                new StoreSettings.Embedded(),
                KeySettings.DEFAULT,
                Identity.DEFAULT,
                List.of(),
                EgressSettings.DIRECT,
                Map.of("default", Lane.DEFAULT),
                Map.of(),
                Approvals.DEFAULT,
                CapsuleSettings.DEFAULT,
                MemoryConfig.DEFAULT,
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
