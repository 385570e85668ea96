package dev.cordon.capsule;

import dev.cordon.core.Limits;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.core.spi.Sandbox.Relay;
import dev.cordon.core.spi.Sandbox.Streams;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a capsule is for: the base that it starts from, what it sees besides, and what it may use.
 *
 * @param name unique within its run; the name of its folder
 * @param checkout how it comes by the base's files
 * @param layers digests of prepared layers of the base, topmost first
 * @param environment the variables that the program sees besides those that every capsule has
 * @param boundary files shown read-only under {@code /run/cordon}, by name
 * @param home files that stand in HOME from the start, by their path there; the program may change them
 * @param relay the way out of its network namespace, if it has any
 */
public record CapsuleSpec(
        String name,
        Base base,
        Checkout checkout,
        List<String> layers,
        List<Mount> mounts,
        Map<String, String> environment,
        Map<String, byte[]> boundary,
        Map<String, byte[]> home,
        Limits limits,
        Streams streams,
        Optional<Relay> relay) {
    public CapsuleSpec {
        layers = List.copyOf(layers);
        mounts = List.copyOf(mounts);
        environment = Map.copyOf(environment);
        boundary = Map.copyOf(boundary);
        home = Map.copyOf(home);
    }

    /** A capsule over its base, with an empty HOME and no way out. */
    public CapsuleSpec(
            String name,
            Base base,
            List<String> layers,
            List<Mount> mounts,
            Map<String, String> environment,
            Map<String, byte[]> boundary,
            Limits limits,
            Streams streams) {
        this(
                name,
                base,
                Checkout.OVERLAY,
                layers,
                mounts,
                environment,
                boundary,
                Map.of(),
                limits,
                streams,
                Optional.empty());
    }

    public CapsuleSpec with(Checkout kind) {
        return new CapsuleSpec(name, base, kind, layers, mounts, environment, boundary, home, limits, streams, relay);
    }

    public CapsuleSpec withMounts(List<Mount> shown) {
        return new CapsuleSpec(
                name, base, checkout, layers, shown, environment, boundary, home, limits, streams, relay);
    }

    public CapsuleSpec withEnvironment(Map<String, String> variables) {
        return new CapsuleSpec(name, base, checkout, layers, mounts, variables, boundary, home, limits, streams, relay);
    }

    public CapsuleSpec withHome(Map<String, byte[]> files) {
        return new CapsuleSpec(
                name, base, checkout, layers, mounts, environment, boundary, files, limits, streams, relay);
    }

    public CapsuleSpec withRelay(Relay way) {
        return new CapsuleSpec(
                name, base, checkout, layers, mounts, environment, boundary, home, limits, streams, Optional.of(way));
    }

    public CapsuleSpec withBoundary(Map<String, byte[]> files) {
        return new CapsuleSpec(name, base, checkout, layers, mounts, environment, files, home, limits, streams, relay);
    }
}
