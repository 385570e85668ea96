package dev.cordon.cli;

import dev.cordon.capsule.Checkout;
import dev.cordon.capsule.Repository;
import dev.cordon.core.CordonException;
import dev.cordon.core.Lane;
import dev.cordon.core.Limits;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.ToolSpec;
import dev.cordon.run.AgentStreams;
import dev.cordon.run.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes run plans of what was asked and what the configuration says now. */
final class Plans {
    /** Of runs that name none, in a repository for which the configuration names none. */
    static final String DEFAULT_LANE = "default";

    private final Surroundings surroundings;
    private final Config config;

    Plans(Surroundings surroundings, Config config) {
        this.surroundings = surroundings;
        this.config = config;
    }

    /**
     * What a command adds to the configuration.
     *
     * @param lane empty for the workspace's own
     * @param checks besides those of the workspace
     * @param variables names of the caller's variables that pass besides those of the configuration
     */
    record Asked(
            String baseRef,
            boolean includeDirty,
            Checkout checkout,
            String taskName,
            Optional<String> lane,
            List<String> agent,
            List<String> checks,
            List<String> variables,
            Limits limits,
            AgentStreams streams) {

        /** For a task whose agent has ended: its actions run in capsules of their own. */
        static Asked without(String baseRef, String taskName, String lane) {
            return new Asked(
                    baseRef,
                    false,
                    Checkout.OVERLAY,
                    taskName,
                    Optional.of(lane),
                    List.of(),
                    List.of(),
                    List.of(),
                    Limits.NONE_REQUESTED,
                    new AgentStreams.Pipes(null));
        }
    }

    /**
     * @throws CordonException.BadInput when the configuration has no such lane, or names a mount that is not there
     */
    RunPlan of(Repository repository, Asked asked) {
        Config.WorkspaceSettings workspace = config.workspace(repository.folder());
        return new RunPlan(
                repository,
                asked.baseRef(),
                asked.includeDirty(),
                asked.checkout(),
                asked.taskName(),
                lane(config, asked.lane().or(workspace::lane).orElse(DEFAULT_LANE)),
                config.tools(),
                asked.agent(),
                both(workspace.checks(), asked.checks()),
                workspace.prepare(),
                mounts(workspace),
                passedOn(asked.variables()),
                config.capsule().limits().overriddenBy(asked.limits()),
                config.approvals().validity(),
                config.digest(),
                config.outside(surroundings),
                asked.streams());
    }

    private List<Path> mounts(Config.WorkspaceSettings workspace) {
        List<Path> mounts = both(config.capsule().mounts(), workspace.mounts());
        mounts.forEach(Plans::requireThere);
        Stream.concat(
                        mounts.stream(),
                        config.tools().values().stream()
                                .flatMap(tool -> tool.mounts().stream())
                                .map(ToolSpec.MountSpec::path))
                .forEach(this::requireOutsideOfState);
        return mounts;
    }

    private static void requireThere(Path path) {
        if (!Files.exists(path)) {
            throw new CordonException.BadInput(Problem.of(
                    "mount-missing",
                    "The mount '" + path + "' is not there",
                    "cordon.yaml names it",
                    "make it, or take it out of cordon.yaml"));
        }
    }

    /** Read-only does not keep anybody from a socket, and a run's socket is its credential (C4). */
    private void requireOutsideOfState(Path path) {
        if (overlaps(path, surroundings.home())) {
            throw new CordonException.BadInput(Problem.of(
                    Rule.C27,
                    "mount-overlaps",
                    "The mount '" + path + "' can't be shown to capsules",
                    "it overlaps Cordon's state folder, where the keys and other sessions' sockets lie",
                    "name a folder inside of it that has only what capsules may see"));
        }
    }

    private static boolean overlaps(Path path, Path state) {
        Path real = real(path);
        Path other = real(state);
        return real.startsWith(other) || other.startsWith(real);
    }

    /** Of a path that is not there, what it names: nothing can lie behind it yet. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    /** @throws CordonException.BadInput where the configuration has no such lane (C24) */
    static Lane lane(Config config, String name) {
        Lane found = config.lanes().get(name);
        if (found == null) {
            throw new CordonException.BadInput(Problem.of(
                    Rule.C24,
                    "lane-unknown",
                    "There is no lane '" + name + "'",
                    "the configuration defines: "
                            + String.join(
                                    ", ",
                                    config.lanes().keySet().stream().sorted().toList()),
                    "name one of these, or define it under 'lanes' in cordon.yaml"));
        }
        return found;
    }

    private Map<String, String> passedOn(List<String> variables) {
        Map<String, String> passed = new HashMap<>();
        Stream.concat(config.capsule().environment().stream(), variables.stream())
                .forEach(name -> surroundings.variable(name).ifPresent(value -> passed.put(name, value)));
        return passed;
    }

    private static <T> List<T> both(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
