package dev.cordon.capsule;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Folders of Cordon's own: only their owner may enter, and deleting one follows no link out of it. */
public final class Folders {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(OWNER);

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

    /** Removes the folder and all in it, opening what its owner closed. A missing folder is no error. */
    public static void delete(Path folder) {
        try {
            deleteTree(folder);
        } catch (IOException e) {
            throw Problems.disk("remove '" + folder + "'", e);
        }
    }

    private static void deleteTree(Path path) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        if (attributes.isDirectory()) {
            deleteChildren(path);
        }
        Files.deleteIfExists(path);
    }

    private static void deleteChildren(Path folder) throws IOException {
        open(folder);
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                deleteTree(child);
            }
        }
    }

    /** Lets the owner in where a capsule closed the folder. */
    static void open(Path folder) throws IOException {
        if (!Files.isReadable(folder) || !Files.isWritable(folder) || !Files.isExecutable(folder)) {
            Files.setPosixFilePermissions(folder, OWNER);
        }
    }

    /** Bytes and entries below a folder, as its files claim them; what vanishes meanwhile is not counted. */
    public static Size size(Path folder) {
        try {
            return sizeOf(folder);
        } catch (IOException e) {
            return Size.NOTHING;
        }
    }

    /** How much lies in a folder. Bytes are apparent sizes: a sparse file counts in full. */
    public record Size(long bytes, long entries) {
        static final Size NOTHING = new Size(0, 0);

        public Size plus(Size other) {
            return new Size(bytes + other.bytes, entries + other.entries);
        }
    }

    private static Size sizeOf(Path folder) throws IOException {
        Size total = Size.NOTHING;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                total = total.plus(sizeOfChild(child));
            }
        }
        return total;
    }

    private static Size sizeOfChild(Path child) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Size own = new Size(attributes.isRegularFile() ? attributes.size() : 0, 1);
            return attributes.isDirectory() ? own.plus(size(child)) : own;
        } catch (NoSuchFileException e) {
            return Size.NOTHING;
        }
    }
}
