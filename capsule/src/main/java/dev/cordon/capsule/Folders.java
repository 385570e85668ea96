package dev.cordon.capsule;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Folders of Cordon's own: only their owner may enter, and deleting one follows no link out of it. Walks keep their
 * own stack and at most one folder open, so that no depth that a capsule makes is too deep; below what a path can name
 * (4,095 bytes) the system's own programs go on.
 */
public final class Folders {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(OWNER);

    /** With more than these, what is pending takes more memory than a process start costs. */
    private static final int MOST_FOLDERS = 100_000;

    private Folders() {}

    /** Makes the folder and its parents, for their owner only; one that stands is left as it is. */
    public static Path create(Path folder) {
        try {
            return Files.createDirectories(folder, OWNER_ONLY);
        } catch (IOException e) {
            throw Problems.disk("make the folder '" + folder + "'", e);
        }
    }

    static Path createUnique(Path parent, String prefix) {
        try {
            return Files.createTempDirectory(parent, prefix, OWNER_ONLY);
        } catch (IOException e) {
            throw Problems.disk("make a folder in '" + parent + "'", e);
        }
    }

    /** What lies directly in the folder. */
    static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        forEachChild(folder, children::add);
        return children;
    }

    /** The same one by one: a folder that a capsule filled has more names than memory holds. */
    static void forEachChild(Path folder, ChildVisitor visitor) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path child : stream) {
                visitor.visit(child);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    interface ChildVisitor {
        void visit(Path child) throws IOException;
    }

    /** Removes the folder and all in it, opening what its owner closed. A missing folder is no error. */
    public static void delete(Path folder) {
        try {
            deleteTree(folder);
        } catch (IOException e) {
            deleteDeep(folder, e);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        Deque<Path> pending = new ArrayDeque<>();
        List<Path> emptied = new ArrayList<>();
        deleteOrPush(root, pending);
        while (!pending.isEmpty()) {
            Path folder = pending.pop();
            emptied.add(folder);
            open(folder);
            forEachChild(folder, child -> deleteOrPush(child, pending));
            if (emptied.size() + pending.size() > MOST_FOLDERS) {
                throw new IOException("more than " + MOST_FOLDERS + " folders");
            }
        }
        for (Path folder : emptied.reversed()) {
            Files.deleteIfExists(folder);
        }
    }

    private static void deleteOrPush(Path path, Deque<Path> pending) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            pending.push(path);
        } else {
            Files.deleteIfExists(path);
        }
    }

    /** {@code rm} walks by descriptors, so no path is too long for it; {@code chmod} lets it in everywhere. */
    private static void deleteDeep(Path folder, IOException why) {
        Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C.UTF-8");
        new HostProgram(List.of("chmod", "-R", "u+rwx", "--", folder.toString()), environment).run();
        new HostProgram(List.of("rm", "-rf", "--", folder.toString()), environment).run();
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw Problems.disk("remove '" + folder + "'", why);
        }
    }

    /** Whether what lies above {@code relative} in {@code root} are folders, and no link leads elsewhere. */
    static boolean leadsThroughFoldersOnly(Path root, Path relative) {
        Path at = root;
        for (int i = 0; i < relative.getNameCount() - 1; i++) {
            at = at.resolve(relative.getName(i));
            if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return true;
    }

    /** Lets the owner in where a capsule closed the folder. */
    static void open(Path folder) throws IOException {
        if (!Files.isReadable(folder) || !Files.isWritable(folder) || !Files.isExecutable(folder)) {
            Files.setPosixFilePermissions(folder, OWNER);
        }
    }

    /**
     * Bytes and entries below a folder, as its files claim them; what vanishes meanwhile is not counted. Measures
     * folders that are closed or nested past what a path can name, too.
     */
    public static Size size(Path folder) {
        try {
            return sizeOf(folder);
        } catch (NoSuchFileException e) {
            return Size.NOTHING;
        } catch (IOException e) {
            return DeepSize.of(folder);
        }
    }

    /** How much lies in a folder. Bytes are apparent sizes: a sparse file counts in full. */
    public record Size(long bytes, long entries) {
        static final Size NOTHING = new Size(0, 0);

        public Size plus(Size other) {
            return new Size(bytes + other.bytes, entries + other.entries);
        }
    }

    private static Size sizeOf(Path root) throws IOException {
        long bytes = 0;
        long entries = 0;
        Deque<Path> pending = new ArrayDeque<>(List.of(root));
        while (!pending.isEmpty()) {
            for (Path child : childrenIfThere(pending.pop(), root)) {
                BasicFileAttributes attributes = attributesIfThere(child);
                if (attributes != null) {
                    entries++;
                    bytes += attributes.isRegularFile() ? attributes.size() : 0;
                    if (attributes.isDirectory()) {
                        pending.push(child);
                    }
                }
            }
        }
        return new Size(bytes, entries);
    }

    private static List<Path> childrenIfThere(Path folder, Path root) throws IOException {
        try {
            return children(folder);
        } catch (NoSuchFileException e) {
            if (folder.equals(root)) {
                throw e;
            }
            return List.of();
        }
    }

    private static @org.jspecify.annotations.Nullable BasicFileAttributes attributesIfThere(Path path)
            throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
