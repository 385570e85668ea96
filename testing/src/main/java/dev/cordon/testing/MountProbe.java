package dev.cordon.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The mounts of this JVM's mount namespace; proc_pid_mountinfo(5). */
final class MountProbe implements LeakProbe {
    private static final int MOUNT_POINT = 4;

    @Override
    public List<Resource> present() {
        return lines().stream()
                .map(line -> line.split(" "))
                .map(fields -> new Resource("mount", fields[0] + " " + fields[MOUNT_POINT], fields[MOUNT_POINT]))
                .toList();
    }

    private static List<String> lines() {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc/self/mountinfo"));
            return new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the mounts can't be read, so leaks can't be seen", e);
        }
    }
}
