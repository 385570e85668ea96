package dev.cordon.capsule;

import dev.cordon.core.Limits;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.core.spi.Sandbox.Streams;
import java.util.List;
import java.util.Map;

/**
 * What a capsule is for: the base that it starts from, what it sees besides, and what it may use.
 *
 * @param name unique within its run; the name of its folder
 * @param layers digests of prepared layers of the base, topmost first
 * @param environment the variables that the program sees besides those that every capsule has
 * @param boundary files shown read-only under {@code /run/cordon}, by name
 */
public record CapsuleSpec(
        String name,
        Base base,
        List<String> layers,
        List<Mount> mounts,
        Map<String, String> environment,
        Map<String, byte[]> boundary,
        Limits limits,
        Streams streams) {
    public CapsuleSpec {
        layers = List.copyOf(layers);
        mounts = List.copyOf(mounts);
        environment = Map.copyOf(environment);
        boundary = Map.copyOf(boundary);
    }

    public CapsuleSpec withBoundary(Map<String, byte[]> files) {
        return new CapsuleSpec(name, base, layers, mounts, environment, files, limits, streams);
    }
}
