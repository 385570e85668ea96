package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.spi.Sandbox;
import dev.cordon.core.spi.Sandbox.Confined;
import dev.cordon.core.spi.Sandbox.Confinement;
import dev.cordon.core.spi.Sandbox.Readiness;
import dev.cordon.core.spi.Sandbox.Relay;
import dev.cordon.core.spi.Sandbox.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Finds out whether a level works here by starting a capsule, not by guessing from versions. */
final class SandboxProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private SandboxProbe() {}

    /**
     * @param near a folder on the file system that capsules will lie on
     * @param programs what the level can't do without
     * @param packages Debian's names of what holds them
     */
    static Readiness run(Sandbox sandbox, Path near, List<String> programs, String packages) {
        for (String program : programs) {
            if (HostPrograms.find(program).isEmpty()) {
                return new Readiness.Missing("'" + program + "' is not installed", "apt-get install -y " + packages);
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

    private static Readiness tryIn(Sandbox sandbox, Path folder) throws IOException {
        CapsuleFolder.create(folder);
        Path lower = Files.createDirectory(folder.resolve("base"));
        Files.writeString(lower.resolve("seen"), "lower");
        Confinement confinement = new Confinement(
                        folder,
                        List.of(lower),
                        List.of(),
                        Map.of("PATH", "/usr/bin:/bin"),
                        List.of(
                                "/bin/sh",
                                "-c",
                                "cat seen && rm seen && grep -q '^Seccomp:.*2$' /proc/self/status && echo upper > made"),
                        List.of(),
                        Map.of(),
                        new Streams.Pipes(null))
                .with(new Relay(folder.resolve("nobody.sock"), 7373));
        try {
            Confined confined = sandbox.start(confinement);
            confined.process().waitFor(PATIENCE);
            confined.kill();
            confined.awaitAllDead(PATIENCE);
            boolean kept = Files.readString(folder.resolve("upper/made")).equals("upper\n");
            return kept ? new Readiness.Ready("overlay, own namespaces, filter of system calls, a way out") : notKept();
        } catch (CordonException e) {
            return new Readiness.Missing(e.problem().why(), mend(e.problem()));
        } catch (IOException e) {
            return notKept();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Readiness.Missing("it was interrupted", "ask again");
        }
    }

    private static Readiness notKept() {
        return new Readiness.Missing(
                "an overlay mount does not keep what is written in it",
                "use a file system with extended attributes (ext4, xfs, btrfs) for $CORDON_HOME and TMPDIR");
    }

    private static String mend(Problem problem) {
        String why = problem.why();
        if (problem.code().equals("filter-missing")) {
            return problem.mend();
        }
        if (why.contains("unshare failed") || why.contains("uid_map") || why.contains("user namespace")) {
            return "allow user namespaces: sysctl -w kernel.unprivileged_userns_clone=1 (Debian), kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu), user.max_user_namespaces=10000";
        }
        if (why.contains("libseccomp")) {
            return "apt-get install --reinstall -y libseccomp2";
        }
        if (why.contains("overlay")) {
            return "the kernel must be 5.11 or newer with overlayfs, and $CORDON_HOME on ext4, xfs or btrfs";
        }
        return "see docs/doctor.md for the causes that are known";
    }
}
