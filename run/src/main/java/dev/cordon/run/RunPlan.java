package dev.cordon.run;

import dev.cordon.capsule.Checkout;
import dev.cordon.capsule.Repository;
import dev.cordon.core.Lane;
import dev.cordon.core.Limits;
import dev.cordon.core.ToolSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a run is asked to be, decided before it starts and unchanged after (C24, C29). Immutable.
 *
 * @param baseRef a commit as people name it
 * @param includeDirty whether uncommitted changes come along
 * @param checkout how the capsules come by their files
 * @param agent the program and its arguments, as seen inside
 * @param checks shell commands, each run in a capsule of its own from base plus patch
 * @param prepare a shell command that runs once per base and whose result every capsule of it starts from
 * @param mounts folders of the host that the capsules see read-only, at the same path
 * @param environment variables that the agent sees besides those of every capsule
 * @param policyDigest SHA-256 of the configuration in force
 * @param outside models and ways out
 * @param streams what the agent reads from and writes to
 */
public record RunPlan(
        Repository repository,
        String baseRef,
        boolean includeDirty,
        Checkout checkout,
        String taskName,
        Lane lane,
        Map<String, ToolSpec> tools,
        List<String> agent,
        List<String> checks,
        Optional<String> prepare,
        List<Path> mounts,
        Map<String, String> environment,
        Limits limits,
        Duration approvalValidity,
        String policyDigest,
        Outside outside,
        AgentStreams streams) {
    public RunPlan {
        tools = Map.copyOf(tools);
        agent = List.copyOf(agent);
        checks = List.copyOf(checks);
        mounts = List.copyOf(mounts);
        environment = Map.copyOf(environment);
    }
}
