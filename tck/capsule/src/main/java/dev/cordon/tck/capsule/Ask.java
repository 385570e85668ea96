package dev.cordon.tck.capsule;

import dev.cordon.capsule.Checkout;
import dev.cordon.core.Limits;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of hostile code is given. Immutable.
 *
 * @param checkout empty for the lab's own
 * @param environment variables of the run's plan
 * @param surroundings variables of the caller whose git looks at the repository
 * @param mounts names of the host's folders that the capsule is shown read-only
 */
record Ask(
        String script,
        String taskName,
        Optional<Checkout> checkout,
        Limits limits,
        List<String> egress,
        Map<String, String> environment,
        Map<String, String> surroundings,
        List<String> mounts) {
    static Ask of(String script) {
        return new Ask(
                script, "attack", Optional.empty(), Limits.parse("time=60s"), List.of(), Map.of(), Map.of(), List.of());
    }

    Ask under(String limits) {
        return new Ask(script, taskName, checkout, Limits.parse(limits), egress, environment, surroundings, mounts);
    }

    Ask with(Checkout kind) {
        return new Ask(script, taskName, Optional.of(kind), limits, egress, environment, surroundings, mounts);
    }

    Ask named(String name) {
        return new Ask(script, name, checkout, limits, egress, environment, surroundings, mounts);
    }

    Ask allowed(List<String> ways) {
        return new Ask(script, taskName, checkout, limits, ways, environment, surroundings, mounts);
    }

    Ask seeing(Map<String, String> variables) {
        return new Ask(script, taskName, checkout, limits, egress, variables, surroundings, mounts);
    }

    Ask calledWith(Map<String, String> variables) {
        return new Ask(script, taskName, checkout, limits, egress, environment, variables, mounts);
    }

    Ask mounting(String folder) {
        return new Ask(script, taskName, checkout, limits, egress, environment, surroundings, List.of(folder));
    }
}
