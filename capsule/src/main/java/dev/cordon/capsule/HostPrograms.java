package dev.cordon.capsule;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the host's own programs lie. Only system folders count: nothing that a repository can put first. */
public final class HostPrograms {
    private static final List<Path> FOLDERS = List.of(
            Path.of("/usr/local/bin"),
            Path.of("/usr/bin"),
            Path.of("/bin"),
            Path.of("/usr/local/sbin"),
            Path.of("/usr/sbin"),
            Path.of("/sbin"));

    private HostPrograms() {}

    public static Optional<Path> find(String name) {
        return FOLDERS.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
