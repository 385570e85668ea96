package dev.cordon.cli;

import dev.cordon.capsule.SandboxLevel;
import dev.cordon.cli.Config.Approvals;
import dev.cordon.cli.Config.CapsuleSettings;
import dev.cordon.cli.Config.Identity;
import dev.cordon.cli.Config.WorkspaceSettings;
import dev.cordon.core.CordonException;
import dev.cordon.core.Lane;
import dev.cordon.core.Lane.ApprovalNeed;
import dev.cordon.core.Limits;
import dev.cordon.core.PackageCache;
import dev.cordon.core.Problem;
import dev.cordon.core.SecretRef;
import dev.cordon.core.ToolSpec;
import dev.cordon.core.ToolSpec.ArgumentType;
import dev.cordon.core.ToolSpec.MountSpec;
import dev.cordon.memory.CollectionDesk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code cordon.yaml}: finds the file, reads every section, and reports all problems at once, with lines. */
final class ConfigReader {
    /** Sections that belong to a server or to a later version: refused rather than read and not obeyed (C29). */
    private static final List<String> NOT_YET =
            List.of("server", "prompts", "rollouts", "guard", "ledger", "telemetry");

    /** Variables that would change what the host's own loader and git do on the way into a capsule. */
    private static final Set<String> UNSAFE_PREFIXES = Set.of("LD_", "GIT_", "BASH_", "GCONV_", "MALLOC_");

    private final ConfigProblems problems = new ConfigProblems();
    private final Path folder;

    private ConfigReader(Path folder) {
        this.folder = folder;
    }

    /** The first of {@code --config}, {@code $CORDON_CONFIG}, {@code ./cordon.yaml} and the user's own; else defaults. */
    static Config find(Optional<Path> given, Map<String, String> environment, Path workingFolder) {
        Optional<Path> named = given.or(
                () -> Optional.ofNullable(environment.get("CORDON_CONFIG")).map(Path::of));
        if (named.isPresent()) {
            return read(workingFolder.resolve(named.get()));
        }
        Path user = Optional.ofNullable(environment.get("XDG_CONFIG_HOME"))
                .map(Path::of)
                .orElse(Path.of(environment.getOrDefault("HOME", "/"), ".config"))
                .resolve("cordon/cordon.yaml");
        for (Path candidate : List.of(workingFolder.resolve("cordon.yaml"), user)) {
            if (Files.exists(candidate)) {
                return read(candidate);
            }
        }
        return Config.defaults();
    }

    static Config read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            Path folder = file.toAbsolutePath().normalize().getParent();
            ConfigReader reader = new ConfigReader(folder == null ? Path.of("/") : folder);
            Config config = reader.config(file, new String(bytes, StandardCharsets.UTF_8), digest(bytes));
            reader.problems.throwIfAny(file.toString());
            return config;
        } catch (IOException e) {
            throw new CordonException.BadInput(
                    Problem.of(
                            "config-unreadable",
                            "The configuration '" + file + "' can't be read",
                            String.valueOf(e.getMessage()),
                            "check the path and its permissions"),
                    e);
        }
    }

    private Config config(Path file, String text, String digest) {
        Optional<Node> node;
        try {
            node = new Compose(LoadSettings.builder().setLabel(file.toString()).build()).composeString(text);
        } catch (YamlEngineException e) {
            problems.add("it is no YAML: " + e.getMessage());
            return Config.defaults();
        }
        if (node.isEmpty()) {
            problems.add("it is empty; it must at least say: version: 1");
            return Config.defaults();
        }
        return config(file, new Section("", node.get(), problems), digest);
    }

    private Config config(Path file, Section root, String digest) {
        Optional<String> version = root.text("version");
        if (!version.equals(Optional.of("1"))) {
            root.problem(
                    "version",
                    version.map(other -> "this Cordon reads 'version: 1', not '" + other + "'")
                            .orElse("'version: 1' is mandatory"));
        }
        NOT_YET.stream()
                .filter(root::has)
                .forEach(name -> root.problem(name, "section '" + name + "' is not available in this version"));
        Map<String, ToolSpec> tools = tools(root);
        Map<String, Lane> lanes = lanes(root, tools.keySet());
        OutsideReader outside = new OutsideReader(root, folder);
        Config config = new Config(
                Optional.of(file),
                digest,
                StoreReader.read(root, folder),
                KeysReader.read(root, folder),
                identity(root),
                outside.models(),
                outside.egress(),
                lanes,
                tools,
                approvals(root),
                capsule(root),
                MemoryReader.read(root, folder, digest),
                workspaces(root, lanes.keySet()));
        root.done();
        return config;
    }

    private Identity identity(Section root) {
        Optional<Section> section = root.section("identity");
        if (section.isEmpty()) {
            return Identity.DEFAULT;
        }
        Map<String, SecretRef> profiles = new LinkedHashMap<>();
        section.get().named("profiles").forEach((name, profile) -> {
            Optional<SecretRef> key = profile.value("key", SecretRef::parse).map(this::resolved);
            if (key.isEmpty()) {
                profile.problem("key", "profile '" + name + "' needs a key of its own: key: \"file:PATH\"");
            }
            key.ifPresent(ref -> profiles.put(name, ref));
            profile.done();
        });
        Identity identity = new Identity(profiles);
        section.get().done();
        return identity;
    }

    private Map<String, Lane> lanes(Section root, Set<String> tools) {
        Map<String, Lane> lanes = new LinkedHashMap<>();
        lanes.put("default", Lane.DEFAULT);
        root.named("lanes").forEach((name, section) -> {
            List<String> external = section.texts("external");
            external.stream()
                    .filter(tool -> !tools.contains(tool))
                    .forEach(tool ->
                            section.problem("external", "external tool '" + tool + "' is not declared under 'tools'"));
            lanes.put(
                    name,
                    new Lane(
                            name,
                            section.texts("read"),
                            section.texts("write"),
                            external,
                            section.value("approval", ConfigReader::need).orElse(ApprovalNeed.REQUIRED),
                            OutsideReader.destinations(section, name),
                            caches(section),
                            collections(section)));
            section.done();
        });
        return lanes;
    }

    private static List<String> collections(Section lane) {
        List<String> names = lane.texts("collections");
        for (String name : names) {
            try {
                CollectionDesk.requireName(name);
            } catch (CordonException e) {
                lane.problem(
                        "collections",
                        "'" + lane.at("collections") + "': " + e.problem().why());
            }
        }
        return names;
    }

    private Map<PackageCache, Path> caches(Section lane) {
        Map<PackageCache, Path> caches = new EnumMap<>(PackageCache.class);
        lane.section("caches").ifPresent(section -> {
            for (PackageCache cache : PackageCache.values()) {
                if (section.has(cache.word())) {
                    caches.put(cache, absolute(section, cache.word()));
                }
            }
            section.done();
        });
        return caches;
    }

    private Map<String, ToolSpec> tools(Section root) {
        Map<String, ToolSpec> tools = new LinkedHashMap<>();
        root.named("tools").forEach((name, section) -> tools.put(name, tool(name, section)));
        return tools;
    }

    private ToolSpec tool(String name, Section section) {
        List<String> run = section.texts("run");
        if (section.has("mcp")) {
            section.problem("mcp", "MCP tools are not available in this version");
        } else if (run.isEmpty()) {
            section.problem("run", "tool '" + name + "' needs 'run: [program, argument, …]'");
        }
        Map<String, ArgumentType> arguments = new LinkedHashMap<>();
        section.namedTexts("args").forEach((argument, type) -> {
            try {
                arguments.put(argument, ArgumentType.valueOf(type.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                section.problem(
                        "args",
                        "argument '" + argument + "' has type '" + type + "'; the types are string, integer, boolean");
            }
        });
        ToolSpec tool = new ToolSpec(
                name,
                run,
                arguments,
                section.value("credential", SecretRef::parse).map(this::resolved),
                OutsideReader.destinations(section, name),
                toolMounts(section),
                section.value("approval", ConfigReader::need));
        section.done();
        return tool;
    }

    private List<MountSpec> toolMounts(Section section) {
        return section.sections("mounts").stream()
                .map(mount -> {
                    MountSpec spec = new MountSpec(
                            absolute(mount, "path"),
                            mount.text("mode").orElse("ro").equals("rw"));
                    mount.done();
                    return spec;
                })
                .toList();
    }

    private Path absolute(Section section, String key) {
        Path path = section.value(key, Path::of).orElse(Path.of("/"));
        if (path.equals(Path.of("/"))) {
            section.problem(key, "'" + section.at(key) + "' must be a path");
        }
        return folder.resolve(path).normalize();
    }

    private Approvals approvals(Section root) {
        Optional<Section> section = root.section("approvals");
        Approvals approvals = section.flatMap(s -> s.value("validity", Durations::parse))
                .map(Approvals::new)
                .orElse(Approvals.DEFAULT);
        section.ifPresent(Section::done);
        return approvals;
    }

    private CapsuleSettings capsule(Section root) {
        Optional<Section> found = root.section("capsule");
        if (found.isEmpty()) {
            return CapsuleSettings.DEFAULT;
        }
        Section section = found.get();
        List<String> environment = section.texts("environment");
        environment.stream()
                .filter(name -> UNSAFE_PREFIXES.stream().anyMatch(name::startsWith))
                .forEach(name -> section.problem(
                        "environment", "'" + name + "' can't be passed on: it would change programs of the host"));
        CapsuleSettings settings = new CapsuleSettings(
                section.value("sandbox", SandboxLevel::named).orElse(SandboxLevel.NAMESPACE),
                section.text("image").map(this::path),
                section.value("limits", Limits::parse).orElse(Limits.NONE_REQUESTED),
                environment,
                paths(section.texts("mounts")));
        section.done();
        return settings;
    }

    private Map<Path, WorkspaceSettings> workspaces(Section root, Set<String> lanes) {
        Map<Path, WorkspaceSettings> workspaces = new HashMap<>();
        root.named("workspaces").forEach((name, section) -> {
            Optional<String> lane = section.text("lane");
            lane.filter(l -> !lanes.contains(l))
                    .ifPresent(l -> section.problem("lane", "lane '" + l + "' is not declared under 'lanes'"));
            workspaces.put(
                    absolute(section, "path"),
                    new WorkspaceSettings(
                            section.text("prepare"), paths(section.texts("mounts")), section.texts("checks"), lane));
            section.done();
        });
        return workspaces;
    }

    private List<Path> paths(List<String> texts) {
        return texts.stream().map(this::path).collect(Collectors.toList());
    }

    private Path path(String text) {
        return folder.resolve(text).normalize();
    }

    private SecretRef resolved(SecretRef ref) {
        return resolved(ref, folder);
    }

    static SecretRef resolved(SecretRef ref, Path folder) {
        return ref instanceof SecretRef.File(Path path)
                ? new SecretRef.File(folder.resolve(path).normalize())
                : ref;
    }

    private static ApprovalNeed need(String text) {
        return switch (text) {
            case "required" -> ApprovalNeed.REQUIRED;
            default ->
                throw new IllegalArgumentException("it is 'required': only a person grants an external action (C26)");
        };
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
