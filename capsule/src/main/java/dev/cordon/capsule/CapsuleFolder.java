package dev.cordon.capsule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder of one capsule. All that it wrote lies in {@code upper} (the checkout's changes), {@code home} and
 * {@code tmp}; {@code run} holds what the boundary gives it and is read-only inside.
 */
record CapsuleFolder(Path path) {
    private static final List<String> PARTS = List.of("upper", "work", "mnt", "home", "tmp", "run");

    static CapsuleFolder create(Path path) {
        Folders.create(path);
        PARTS.forEach(part -> Folders.create(path.resolve(part)));
        return new CapsuleFolder(path);
    }

    Path upper() {
        return path.resolve("upper");
    }

    /** What the boundary shows the capsule under {@code /run/cordon}. */
    Path run() {
        return path.resolve("run");
    }

    /** Puts a file of the boundary's into HOME; {@code name} is a relative path of ours, never of a capsule's. */
    void putHome(String name, byte[] content) {
        Path file = home().resolve(name);
        try {
            Folders.create(file.resolveSibling(""));
            Files.write(file, content);
        } catch (IOException e) {
            throw Problems.disk("write into a capsule's HOME", e);
        }
    }

    Path home() {
        return path.resolve("home");
    }

    /** The folders that count against the disk limit. */
    List<Path> writable() {
        return List.of(upper(), home(), path.resolve("tmp"));
    }
}
