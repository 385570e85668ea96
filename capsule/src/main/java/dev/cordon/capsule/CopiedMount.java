package dev.cordon.capsule;

import dev.cordon.core.spi.Sandbox.Access;
import dev.cordon.core.spi.Sandbox.Confinement;
import dev.cordon.core.spi.Sandbox.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder of the host that a capsule may write to without changing it: an overlay whose upper layer lies in the
 * capsule's own folder. Nothing writable is shared by two capsules, and what one writes is gone with it.
 *
 * @param folder relative to the capsule's: where {@code lower}, {@code upper}, {@code work} and {@code mnt} lie
 */
record CopiedMount(Mount mount, String folder) {
    /** In the capsule's folder; all below it counts against the disk limit. */
    static final String FOLDER = "copies";

    static List<CopiedMount> of(Confinement confinement) {
        List<CopiedMount> copied = new ArrayList<>();
        for (Mount mount : confinement.mounts()) {
            if (mount.access() == Access.COPY) {
                copied.add(new CopiedMount(mount, FOLDER + "/" + copied.size()));
            }
        }
        return copied;
    }

    /** Where each mount's files lie on the host once the launch has mounted what is copied, in the mounts' order. */
    static List<Path> sources(Confinement confinement) {
        List<Path> sources = new ArrayList<>();
        int count = 0;
        for (Mount mount : confinement.mounts()) {
            sources.add(
                    mount.access() == Access.COPY
                            ? confinement.folder().resolve(FOLDER + "/" + count++ + "/mnt")
                            : mount.host());
        }
        return sources;
    }

    /** Makes the folders of all copied mounts, before the launch; the host's are linked to, not named in options. */
    static void prepare(Confinement confinement) {
        for (CopiedMount copied : of(confinement)) {
            Path folder = confinement.folder().resolve(copied.folder());
            List.of("upper", "work", "mnt").forEach(part -> Folders.create(folder.resolve(part)));
            try {
                Files.createSymbolicLink(folder.resolve("lower"), copied.mount().host());
            } catch (IOException e) {
                throw Problems.disk("start a capsule", e);
            }
        }
    }

    /** The line of the launch script that mounts it. */
    String command() {
        return "mount -t overlay overlay -o lowerdir=%1$s/lower,upperdir=%1$s/upper,workdir=%1$s/work,userxattr %1$s/mnt\n"
                .formatted(folder);
    }
}
