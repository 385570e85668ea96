package dev.cordon.capsule;

import dev.cordon.core.Limits.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The control group controllers that this process may use, in either version of the interface: for each limited
 * resource the folder under which a group of a capsule's own can be made. Immutable.
 *
 * <p>Sources: kernel documentation, admin-guide/cgroup-v1 and admin-guide/cgroup-v2.
 */
final class ControlGroups {
    private static final Map<Resource, String> CONTROLLER =
            Map.of(Resource.CPU, "cpu", Resource.MEMORY, "memory", Resource.PIDS, "pids");

    private final boolean unified;
    private final Map<Resource, Path> parents;

    ControlGroups(boolean unified, Map<Resource, Path> parents) {
        this.unified = unified;
        this.parents = Map.copyOf(parents);
    }

    static ControlGroups none() {
        return new ControlGroups(false, Map.of());
    }

    /** Looks at this process's own groups and at what it may write. */
    static ControlGroups detect() {
        try {
            return detect(
                    Files.readAllLines(Path.of("/proc/self/mounts")), Files.readAllLines(Path.of("/proc/self/cgroup")));
        } catch (IOException e) {
            return none();
        }
    }

    static ControlGroups detect(List<String> mounts, List<String> memberships) {
        Map<Resource, Path> parents = new EnumMap<>(Resource.class);
        for (Map.Entry<Resource, String> entry : CONTROLLER.entrySet()) {
            legacyParent(entry.getValue(), mounts, memberships)
                    .ifPresent(parent -> parents.put(entry.getKey(), parent));
        }
        return parents.isEmpty() ? unified(mounts, memberships) : new ControlGroups(false, parents);
    }

    boolean enforces(Resource resource) {
        return parents.containsKey(resource);
    }

    boolean isUnified() {
        return unified;
    }

    /** The folders that the group of this name would have; none is made. */
    List<Path> folders(String name) {
        return parents.values().stream()
                .map(parent -> parent.resolve(name))
                .distinct()
                .sorted()
                .toList();
    }

    Path folder(Resource resource, String name) {
        return Optional.ofNullable(parents.get(resource)).orElseThrow().resolve(name);
    }

    private static Optional<Path> legacyParent(String controller, List<String> mounts, List<String> memberships) {
        for (String membership : memberships) {
            String[] parts = membership.split(":", 3);
            if (List.of(parts[1].split(",")).contains(controller)) {
                return mountOf("cgroup", controller, mounts).flatMap(mount -> writable(mount, parts[2]));
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> mountOf(String type, String option, List<String> mounts) {
        for (String mount : mounts) {
            String[] fields = mount.split(" ");
            if (fields[2].equals(type)
                    && (option.isEmpty() || List.of(fields[3].split(",")).contains(option))) {
                return Optional.of(Path.of(fields[1]));
            }
        }
        return Optional.empty();
    }

    /** Our own group's folder, or the mount's root where a namespace hides the path; empty if neither is writable. */
    private static Optional<Path> writable(Path mount, String membership) {
        return List.of(mount.resolve(membership.substring(1)), mount).stream()
                .filter(folder -> Files.isDirectory(folder) && Files.isWritable(folder))
                .findFirst();
    }

    /**
     * In version 2 a group with processes can't give controllers to children, so ours goes beside our own group; only
     * the root's may, and there they already have them.
     */
    private static ControlGroups unified(List<String> mounts, List<String> memberships) {
        Optional<Path> mount = mountOf("cgroup2", "", mounts);
        Optional<String> own = memberships.stream()
                .filter(m -> m.startsWith("0::"))
                .map(m -> m.substring(4))
                .findFirst();
        if (mount.isEmpty() || own.isEmpty()) {
            return none();
        }
        Path here = mount.get().resolve(own.get());
        Path parent = own.get().isEmpty()
                ? here
                : Optional.ofNullable(here.getParent()).orElse(here);
        if (!parent.startsWith(mount.get()) || !Files.isWritable(parent)) {
            return none();
        }
        Map<Resource, Path> parents = new EnumMap<>(Resource.class);
        List<String> delegated = words(parent.resolve("cgroup.subtree_control"));
        CONTROLLER.forEach((resource, controller) -> {
            if (delegated.contains(controller)) {
                parents.put(resource, parent);
            }
        });
        return new ControlGroups(true, parents);
    }

    private static List<String> words(Path file) {
        try {
            return List.of(Files.readString(file).strip().split("\\s+"));
        } catch (IOException e) {
            return List.of();
        }
    }
}
