package dev.cordon.run;

import dev.cordon.capsule.CapsuleSpec;
import dev.cordon.core.Lane;
import dev.cordon.core.PackageCache;
import dev.cordon.core.spi.Sandbox.Access;
import dev.cordon.core.spi.Sandbox.Mount;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The package caches of a lane, as its capsules see them: each where its package manager looks for it, and copied on
 * write, so that nothing which a session puts there reaches another one or the host (C19). Immutable.
 *
 * @param offline whether package managers are told that there is no network, so that they fail at once and say so
 */
record Caches(Map<PackageCache, Path> folders, boolean offline) {
    private static final String HOME = "/home/agent/";

    private static final String WHEELS = HOME + ".cache/wheels";

    /**
     * Maven takes a file only from the repository, by its id, that it came from; here all that lies in the cache is
     * meant to be used. It does so where it finds no notes on origins, and it looks for them under this name.
     */
    private static final String ANY_ORIGIN = "-Daether.enhancedLocalRepository.trackingFilename=_no.origins";

    private static final String OFFLINE_SETTINGS = "<settings><offline>true</offline></settings>\n";

    Caches {
        folders = Map.copyOf(folders);
    }

    /** For capsules that have the lane's ways out. */
    static Caches ofLane(Lane lane) {
        return new Caches(lane.caches(), lane.egress().isEmpty());
    }

    /** For capsules that have none, whatever the lane says. */
    static Caches offline(Lane lane) {
        return new Caches(lane.caches(), true);
    }

    /** The capsule with these caches. Variables and files that it has already stay as they are. */
    CapsuleSpec in(CapsuleSpec spec) {
        List<Mount> mounts = new ArrayList<>(spec.mounts());
        Map<String, String> environment = new HashMap<>();
        Map<String, byte[]> home = new HashMap<>();
        folders.forEach((cache, folder) -> {
            mounts.add(new Mount(folder, inside(cache), Access.COPY));
            environment.putAll(environment(cache));
        });
        if (offline && folders.containsKey(PackageCache.MAVEN)) {
            // A file, because a variable with arguments is read by Maven 3.9 and later only.
            home.put(".m2/settings.xml", OFFLINE_SETTINGS.getBytes(StandardCharsets.UTF_8));
        }
        environment.putAll(spec.environment());
        home.putAll(spec.home());
        return spec.withMounts(mounts).withEnvironment(environment).withHome(home);
    }

    static String inside(PackageCache cache) {
        return switch (cache) {
            case MAVEN -> HOME + ".m2/repository";
            case NPM -> HOME + ".npm";
            case PIP -> WHEELS;
        };
    }

    private Map<String, String> environment(PackageCache cache) {
        return switch (cache) {
            case MAVEN -> Map.of("MAVEN_OPTS", ANY_ORIGIN);
            case NPM ->
                Map.of(
                        "npm_config_cache",
                        inside(cache),
                        offline ? "npm_config_offline" : "npm_config_prefer_offline",
                        "true",
                        "npm_config_update_notifier",
                        "false",
                        "npm_config_audit",
                        "false");
            case PIP ->
                offline ? Map.of("PIP_FIND_LINKS", WHEELS, "PIP_NO_INDEX", "1") : Map.of("PIP_FIND_LINKS", WHEELS);
        };
    }
}
