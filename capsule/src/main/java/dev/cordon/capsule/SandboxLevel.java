package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How strongly a capsule is kept apart. What is asked for is what starts; no level stands in for another (C29). */
public enum SandboxLevel {
    /** An overlay mount, bubblewrap, a filter of system calls. */
    NAMESPACE,
    /** The same as an OCI container, with the masks of that specification and a control group namespace. */
    CONTAINER;

    /** As people write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param skeleton a folder of Cordon's own, for the few system files that it writes for capsules */
    public Sandbox in(Path skeleton) {
        return switch (this) {
            case NAMESPACE -> new NamespaceSandbox(skeleton);
            case CONTAINER -> new ContainerSandbox(skeleton);
        };
    }

    /** @throws CordonException.Refused when this version has no such level */
    public static SandboxLevel named(String label) {
        List<SandboxLevel> levels = List.of(values());
        return levels.stream()
                .filter(level -> level.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new CordonException.Refused(Problem.of(
                        Rule.C29,
                        "not-offered",
                        "The sandbox '" + label + "' is not offered by this version",
                        "what is requested is enforced, or the run does not start",
                        "use one of: "
                                + String.join(
                                        ", ",
                                        levels.stream().map(SandboxLevel::label).toList()))));
    }
}
