package dev.cordon.capsule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The folder of one capsule. All that it wrote lies in {@code upper} (the checkout's changes), {@code home},
 * {@code tmp} and {@code copies}; {@code run} holds what the boundary gives it and is read-only inside.
 */
record CapsuleFolder(Path path) {
    /** What the sandbox told from inside before the program ran, which can't reach it. */
    static final String STATUS = "status";

    private static final String BEGUN = "begun\n";

    private static final List<String> PARTS = List.of("upper", "work", "mnt", "home", "tmp", "run");

    private static final String COPIED = "copied";

    static CapsuleFolder create(Path path) {
        Folders.create(path);
        PARTS.forEach(part -> Folders.create(path.resolve(part)));
        return new CapsuleFolder(path);
    }

    Path upper() {
        return path.resolve("upper");
    }

    /** Where the checkout is mounted, or copied to. */
    Path checkout() {
        return path.resolve("mnt");
    }

    /** Fills the checkout with a copy; what a crash leaves of half a copy is nobody's work. */
    void fill(Path original) {
        new ClonedTree(original, checkout()).fill();
        try {
            Files.createFile(path.resolve(COPIED));
        } catch (IOException e) {
            throw Problems.disk("write into a capsule's folder", e);
        }
    }

    /**
     * What changed since the capsule was made; empty when it was not made wholly.
     *
     * @param original what was copied; empty where the checkout was a layer over the base
     */
    Optional<Harvest> harvest(Optional<Path> original, Base base, Path scratch) {
        if (original.isEmpty()) {
            return Files.isDirectory(upper()) ? Optional.of(Harvest.of(upper(), base, scratch)) : Optional.empty();
        }
        return Files.exists(path.resolve(COPIED))
                ? Optional.of(Harvest.of(new ClonedTree(original.get(), checkout()), base, scratch))
                : Optional.empty();
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

    /** Looks at the name itself and follows no link: what lies there may be the capsule's. */
    boolean hasInHome(String name) {
        return Files.exists(home().resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Whether the program itself was started; what came before it may have changed files, but not for it. Where that
     * can't be told it may have (C26).
     */
    boolean hasBegun() {
        try {
            return Files.readString(path.resolve(STATUS)).contains(BEGUN);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    Path home() {
        return path.resolve("home");
    }

    /** The folders that count against the disk limit. */
    List<Path> writable() {
        return List.of(upper(), checkout(), home(), path.resolve("tmp"), path.resolve(CopiedMount.FOLDER));
    }
}
