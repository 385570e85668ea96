package dev.cordon.capsule;

import dev.cordon.core.spi.Sandbox.Confinement;

/** What the launch does more where a container runtime makes the sandbox. Pure. */
final class ContainerScript {
    private ContainerScript() {}

    static String text(Confinement confinement, boolean imageRoot) {
        return LaunchScript.preparations(confinement)
                + LaunchScript.prepared(confinement)
                // The groups are joined already; a runtime that sees none leaves them as they are. Beside them it
                // keeps its state, with a copy of the configuration and so of the environment: in memory only.
                + "mount -t tmpfs -o mode=700 tmpfs /sys/fs/cgroup\n"
                + (imageRoot
                        ? "mount -t overlay overlay -o lowerdir=image,upperdir=rootupper,workdir=rootwork,userxattr rootfs\n"
                        : "")
                + LaunchScript.mounted(confinement)
                // Not in this shell's place: the runtime would wait for the relay, too.
                + "crun --root /sys/fs/cgroup/state --cgroup-manager disabled run --preserve-fds "
                + (confinement.relay().isPresent() ? "3" : "2")
                + " --bundle . capsule 3>&- 4>status\nexit $?\n";
    }
}
