package dev.cordon.capsule;

import dev.cordon.capsule.Folders.Size;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * How much lies in folders in which a capsule is at work. It walks from descriptor to descriptor, so that a folder that
 * is swapped for a link while it looks is not followed (C28), and holds one name at a time, however many there are.
 * What is too deep, too large or closed for it is left to {@link DeepSize}.
 */
final class LiveSize {
    /** Each level holds a descriptor. */
    private static final int MOST_LEVELS = 64;

    /** Past this, starting a process is the smaller part of the cost. */
    private static final long MOST_ENTRIES = 20_000;

    private long bytes;
    private long entries;

    private LiveSize() {}

    /** Bytes as the files claim them; what vanishes meanwhile is not counted. */
    static Size of(List<Path> folders) {
        Size sum = Size.NOTHING;
        for (Path folder : folders) {
            sum = sum.plus(of(folder));
        }
        return sum;
    }

    private static Size of(Path folder) {
        LiveSize size = new LiveSize();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            if (stream instanceof SecureDirectoryStream<Path> secure && size.walk(secure, 0)) {
                return new Size(size.bytes, size.entries);
            }
        } catch (NoSuchFileException e) {
            return Size.NOTHING;
        } catch (IOException | DirectoryIteratorException e) {
            return DeepSize.of(folder);
        }
        return DeepSize.of(folder);
    }

    /** Answers false when it is no tree for this walk. */
    private boolean walk(SecureDirectoryStream<Path> folder, int level) throws IOException {
        for (Path child : folder) {
            Path name = child.getFileName();
            try {
                BasicFileAttributes attributes = folder.getFileAttributeView(
                                name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes();
                bytes += attributes.isRegularFile() ? attributes.size() : 0;
                if (++entries > MOST_ENTRIES || (attributes.isDirectory() && !below(folder, name, level + 1))) {
                    return false;
                }
            } catch (NoSuchFileException e) {
                // Gone, and so not counted.
            }
        }
        return true;
    }

    private boolean below(SecureDirectoryStream<Path> parent, Path name, int level) throws IOException {
        if (level > MOST_LEVELS) {
            return false;
        }
        try (SecureDirectoryStream<Path> folder = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            return walk(folder, level);
        }
    }
}
