package dev.cordon.capsule;

import dev.cordon.core.spi.Sandbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the capsules of one machine. Thread-safe; holds nothing of a capsule, so that any process can tear down what
 * another one made.
 */
public final class Capsules {
    /** Where a capsule sees the files that the boundary gives it. */
    public static final String BOUNDARY = BwrapArguments.BOUNDARY;

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PATH", "/usr/local/bin:/usr/bin:/bin:" + BwrapArguments.BOUNDARY,
            "HOME", BwrapArguments.HOME,
            "TMPDIR", "/tmp",
            "USER", "agent",
            "LOGNAME", "agent",
            "SHELL", "/bin/sh",
            "LANG", "C.UTF-8",
            "LC_ALL", "C.UTF-8",
            "CORDON", "1");

    private final Sandbox sandbox;
    private final ControlGroups groups;
    private final boolean root;

    /** @param root whether this process runs as the machine's root, whom the kernel exempts from some limits */
    public Capsules(Sandbox sandbox, boolean root) {
        this(sandbox, ControlGroups.detect(), root);
    }

    Capsules(Sandbox sandbox, ControlGroups groups, boolean root) {
        this.sandbox = sandbox;
        this.groups = groups;
        this.root = root;
    }

    public Sandbox sandbox() {
        return sandbox;
    }

    /** How each limit would be enforced here; refuses what can't be (C29). Makes nothing. */
    public LimitPlan plan(dev.cordon.core.Limits limits) {
        return LimitPlan.of(limits, groups, root);
    }

    /**
     * Makes a capsule in {@code runFolder} and writes to {@code journal} what it is about to make. On a failure
     * nothing is left.
     */
    public Capsule prepare(CapsuleSpec spec, Path runFolder, Journal journal) {
        LimitPlan plan = plan(spec.limits());
        Path folder = runFolder.resolve(spec.name());
        String group = "cordon-" + runFolder.getFileName() + "-" + spec.name();
        Optional<Path> original = original(spec);
        List<Path> groupFolders = plan.byControlGroup().isEmpty() ? List.of() : groups.folders(group);
        journal.append(
                Journal.Step.CAPSULE,
                Map.of(
                        "folder", folder.toString(),
                        "groups",
                                String.join(
                                        "\n",
                                        groupFolders.stream()
                                                .map(Path::toString)
                                                .toList()),
                        "base", spec.base().folder().toString(),
                        "original", original.map(Path::toString).orElse("")));
        ControlGroup controlGroup = groupFolders.isEmpty()
                ? new ControlGroup(List.of())
                : ControlGroup.create(groups, group, plan.byControlGroup());
        try {
            CapsuleFolder made = CapsuleFolder.create(folder);
            original.ifPresent(made::fill);
            return new Capsule(spec, plan, made, controlGroup, journal, sandbox);
        } catch (RuntimeException e) {
            try {
                controlGroup.remove();
            } finally {
                Folders.delete(folder);
            }
            throw e;
        }
    }

    static Map<String, String> environment(CapsuleSpec spec) {
        Map<String, String> environment = new java.util.HashMap<>(ENVIRONMENT);
        environment.putAll(spec.environment());
        return environment;
    }

    /** What a copied checkout is a copy of; a layer over a copy is a whole tree itself. */
    static Optional<Path> original(CapsuleSpec spec) {
        if (spec.checkout() != Checkout.CLONE) {
            return Optional.empty();
        }
        return Optional.of(
                spec.layers().isEmpty()
                        ? spec.base().tree()
                        : spec.base().layer(spec.layers().getFirst()));
    }

    static List<Path> lowers(CapsuleSpec spec) {
        if (original(spec).isPresent()) {
            return List.of();
        }
        List<Path> lowers = new ArrayList<>();
        spec.layers().forEach(digest -> lowers.add(spec.base().layer(digest)));
        lowers.addAll(spec.base().lowers());
        return lowers;
    }
}
