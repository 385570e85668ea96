package dev.cordon.capsule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A capsule's variables, split: what steers the loader or a shell must not reach the host's programs that build the
 * capsule (C28), so it is set on the way in; all else is inherited, because an argument can be read by every user of
 * the host and a variable can't.
 */
record LaunchEnvironment(Map<String, String> outside, Map<String, String> inside) {
    private static final List<String> STEERING_PREFIXES = List.of("LD_", "BASH_", "GLIBC_", "LIBMOUNT_", "MALLOC_");
    private static final Set<String> STEERING =
            Set.of("PATH", "ENV", "IFS", "PS4", "SHELLOPTS", "BASHOPTS", "LOCPATH", "GCONV_PATH", "NLSPATH");
    static final String SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    LaunchEnvironment {
        outside = Map.copyOf(outside);
        inside = Map.copyOf(inside);
    }

    static LaunchEnvironment of(Map<String, String> environment) {
        Map<String, String> outside = new HashMap<>();
        Map<String, String> inside = new HashMap<>();
        environment.forEach((name, value) -> (steers(name) ? inside : outside).put(name, value));
        outside.put("PATH", SYSTEM_PATH);
        return new LaunchEnvironment(outside, inside);
    }

    private static boolean steers(String name) {
        return STEERING.contains(name) || STEERING_PREFIXES.stream().anyMatch(name::startsWith);
    }
}
