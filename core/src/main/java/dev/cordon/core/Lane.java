package dev.cordon.core;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tools and the ways out that a run has, by name, fixed when it starts (C24). What a lane does not name is neither
 * listed nor callable. Immutable.
 *
 * @param external tools that act on something outside the capsule; each call is one exact action (C26)
 * @param approval whether a person must approve an external action, unless the tool says otherwise
 * @param egress hosts and ports that the capsule may reach through the boundary's proxy
 * @param caches folders of the host with packages that its capsules may use, each copied on write
 * @param collections published knowledge that its runs may recall, by name, read-only (C12)
 */
public record Lane(
        String name,
        List<String> read,
        List<String> write,
        List<String> external,
        ApprovalNeed approval,
        List<String> egress,
        Map<PackageCache, Path> caches,
        List<String> collections) {

    /** Read and write inside the capsule, nothing external, no egress. */
    public static final Lane DEFAULT =
            new Lane("default", List.of(), List.of(), List.of(), ApprovalNeed.REQUIRED, List.of());

    /** Who lets an external action happen. */
    public enum ApprovalNeed {
        /** A person, each time. */
        REQUIRED
    }

    public Lane {
        read = List.copyOf(read);
        write = List.copyOf(write);
        external = List.copyOf(external);
        egress = List.copyOf(egress);
        caches = Map.copyOf(caches);
        collections = List.copyOf(collections);
    }

    /** A lane that mounts no collections. */
    public Lane(
            String name,
            List<String> read,
            List<String> write,
            List<String> external,
            ApprovalNeed approval,
            List<String> egress,
            Map<PackageCache, Path> caches) {
        this(name, read, write, external, approval, egress, caches, List.of());
    }

    /** A lane that offers no packages. */
    public Lane(
            String name,
            List<String> read,
            List<String> write,
            List<String> external,
            ApprovalNeed approval,
            List<String> egress) {
        this(name, read, write, external, approval, egress, Map.of(), List.of());
    }

    /** Every tool that the lane names. */
    public Set<String> tools() {
        return Stream.of(read, write, external).flatMap(List::stream).collect(Collectors.toUnmodifiableSet());
    }

    public boolean isExternal(String tool) {
        return external.contains(tool);
    }
}
