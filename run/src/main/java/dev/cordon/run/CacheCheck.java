package dev.cordon.run;

import dev.cordon.core.CordonException;
import dev.cordon.core.PackageCache;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether the folders that a lane names as package caches can be shown to capsules; asked before anything is made. */
final class CacheCheck {
    private final Path home;
    private final Path workspace;

    /**
     * @param home Cordon's state folder, which stands
     * @param workspace the repository's folder
     */
    CacheCheck(Path home, Path workspace) {
        this.home = home;
        this.workspace = workspace;
    }

    /** @throws CordonException.BadInput for the first that is missing, no folder, another user's, or in the way */
    void require(Map<PackageCache, Path> caches) {
        caches.forEach((cache, folder) -> {
            if (!Files.isDirectory(folder)) {
                throw refused(
                        Rule.C29,
                        "cache-missing",
                        cache,
                        folder,
                        Files.exists(folder) ? "it is no folder" : "it is not there",
                        "make it and fill it, or take it out of cordon.yaml");
            }
            try {
                require(cache, folder.toRealPath());
            } catch (IOException e) {
                throw refused(Rule.C29, "cache-missing", cache, folder, "it can't be read", "check its permissions");
            }
        });
    }

    private void require(PackageCache cache, Path folder) throws IOException {
        refuseOverlap(cache, folder, home.toRealPath(), "Cordon's state folder");
        refuseOverlap(cache, folder, workspace.toRealPath(), "the workspace");
        // The kernel copies up only what belongs to the user and the group that the capsule's stand for.
        if (!owners(home).equals(owners(folder))) {
            throw refused(
                    Rule.C29,
                    "cache-not-yours",
                    cache,
                    folder,
                    "it belongs to another user or group, so capsules could not write over it",
                    "name a folder of your own, such as a copy of it");
        }
    }

    private static Map<String, Object> owners(Path folder) throws IOException {
        return Files.readAttributes(folder, "unix:uid,gid");
    }

    private static void refuseOverlap(PackageCache cache, Path folder, Path other, String what) {
        if (folder.startsWith(other) || other.startsWith(folder)) {
            throw refused(
                    Rule.C27,
                    "cache-overlaps",
                    cache,
                    folder,
                    "it overlaps " + what + ", which capsules must not see through it",
                    "name a folder that holds packages only");
        }
    }

    private static CordonException refused(
            Rule rule, String code, PackageCache cache, Path folder, String why, String mend) {
        return new CordonException.BadInput(
                Problem.of(rule, code, "The " + cache.word() + " cache '" + folder + "' can't be offered", why, mend));
    }
}
