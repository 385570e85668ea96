package dev.cordon.capsule;

import dev.cordon.core.spi.Sandbox.Confinement;
import java.util.List;

/**
 * The shell that stands between the JVM and the container runtime. The runtime is process 1 of a namespace of its
 * own, so that its end, and nothing less, is the end of all; and it dies with the JVM's spawner, as bubblewrap does.
 * Runs in the capsule's folder. Pure.
 */
final class ContainerScript {
    private ContainerScript() {}

    static List<String> command(Confinement confinement, boolean imageRoot) {
        return List.of(
                "setpriv",
                "--pdeathsig",
                "KILL",
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "--propagation",
                "private",
                "--pid",
                "--fork",
                "--kill-child",
                "/bin/sh",
                "-c",
                text(confinement, imageRoot),
                "cordon-launch");
    }

    static String text(Confinement confinement, boolean imageRoot) {
        // The first proc is still the host's, so the number in it is the host's too.
        return "read -r pid rest </proc/self/stat\n"
                + "printf '{\"child-pid\": %s}' \"$pid\" >info\n"
                + LaunchScript.preparations(confinement)
                + "mount -t proc proc /proc\n"
                + LaunchScript.joined(confinement)
                // The groups are joined already; a runtime that sees none leaves them as they are. Beside them it
                // keeps its state, with a copy of the configuration and so of the environment: in memory only.
                + "mount -t tmpfs -o mode=700 tmpfs /sys/fs/cgroup\n"
                + (imageRoot
                        ? "mount -t overlay overlay -o lowerdir=image,upperdir=rootupper,workdir=rootwork,userxattr rootfs\n"
                        : "")
                + "exec crun --root /sys/fs/cgroup/state --cgroup-manager disabled run --preserve-fds "
                + (confinement.relay().isPresent() ? "3" : "2")
                + " --bundle . capsule 3>&- 4>status"
                + LaunchScript.gate(confinement)
                + "\n";
    }
}
