package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.spi.Sandbox.Confined;
import dev.cordon.core.spi.Sandbox.Confinement;
import dev.cordon.core.spi.Sandbox.Readiness;
import dev.cordon.core.spi.Sandbox.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Finds out whether the namespace level works here by starting a capsule, not by guessing from versions. */
final class NamespaceProbe {
    private NamespaceProbe() {}

    /** @param near a folder on the file system that capsules will lie on */
    static Readiness run(NamespaceSandbox sandbox, Path near) {
        for (String program : List.of("unshare", "mount", "setsid", "bwrap")) {
            if (HostPrograms.find(program).isEmpty()) {
                return new Readiness.Missing(
                        "'" + program + "' is not installed", "apt-get install -y bubblewrap util-linux mount");
            }
        }
        Path folder;
        try {
            folder = Folders.createUnique(near, ".probe-");
        } catch (CordonException e) {
            return new Readiness.Missing(e.problem().why(), e.problem().mend());
        }
        try {
            return tryIn(sandbox, folder);
        } catch (IOException e) {
            return new Readiness.Missing(
                    "the state folder can't be written: " + e.getMessage(), "make $CORDON_HOME writable");
        } finally {
            Folders.delete(folder);
        }
    }

    private static Readiness tryIn(NamespaceSandbox sandbox, Path folder) throws IOException {
        CapsuleFolder.create(folder);
        Path lower = Files.createDirectory(folder.resolve("base"));
        Files.writeString(lower.resolve("seen"), "lower");
        Confinement confinement = new Confinement(
                folder,
                List.of(lower),
                List.of(),
                Map.of("PATH", "/usr/bin:/bin"),
                List.of("/bin/sh", "-c", "cat seen && rm seen && echo upper > made"),
                List.of(),
                Map.of(),
                new Streams.Pipes(null));
        try {
            Confined confined = sandbox.start(confinement);
            confined.awaitAllDead(Duration.ofSeconds(20));
            boolean kept = Files.readString(folder.resolve("upper/made")).equals("upper\n");
            return kept ? new Readiness.Ready("overlay and bubblewrap, all namespaces") : notKept();
        } catch (CordonException e) {
            return new Readiness.Missing(e.problem().why(), mend(e.problem().why()));
        } catch (IOException e) {
            return notKept();
        }
    }

    private static Readiness notKept() {
        return new Readiness.Missing(
                "an overlay mount does not keep what is written in it",
                "use a file system with extended attributes (ext4, xfs, btrfs) for $CORDON_HOME and TMPDIR");
    }

    private static String mend(String why) {
        if (why.contains("unshare failed") || why.contains("uid_map") || why.contains("user namespace")) {
            return "allow user namespaces: sysctl -w kernel.unprivileged_userns_clone=1 (Debian), kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu), user.max_user_namespaces=10000";
        }
        if (why.contains("overlay")) {
            return "the kernel must be 5.11 or newer with overlayfs, and $CORDON_HOME on ext4, xfs or btrfs";
        }
        return "see docs/doctor.md for the causes that are known";
    }
}
