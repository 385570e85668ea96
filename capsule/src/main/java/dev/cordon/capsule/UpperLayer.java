package dev.cordon.capsule;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a capsule wrote over its base, read after its last process is dead. Follows no link and opens nothing but
 * regular files and folders (C28). Overlay's marks are understood: a character device 0,0 is a deletion, a folder
 * with {@code user.overlay.opaque=y} hides all that lay below it.
 */
final class UpperLayer {
    private static final int PATH_MAX = 4095;

    private final Path root;
    private final Path staging;
    private final List<Path> written = new ArrayList<>();
    private final List<Path> removed = new ArrayList<>();
    private final NotTaken notTaken = new NotTaken();
    private final Deque<Path> folders = new ArrayDeque<>();
    private final Optional<ClonedTree> cloned;

    private UpperLayer(Path root, Path staging, Optional<ClonedTree> cloned) {
        this.root = root;
        this.staging = staging;
        this.cloned = cloned;
    }

    /**
     * The changes, with every written file linked into {@code staging}, a tree that only the host made.
     *
     * @param written relative paths of files and symbolic links
     * @param removed relative paths that are gone: of a file, or of a folder with all below it
     * @param notTaken what was left behind, and why; for people to read
     */
    record Changes(List<Path> written, List<Path> removed, NotTaken notTaken) {}

    static Changes stage(Path upper, Path staging) {
        return new UpperLayer(upper, staging, Optional.empty()).changes();
    }

    /** The same for a whole copy: what equals its original was not written. */
    static Changes stage(ClonedTree tree, Path staging) {
        return new UpperLayer(tree.copy(), staging, Optional.of(tree)).changes();
    }

    private Changes changes() {
        try {
            folders.push(root);
            while (!folders.isEmpty()) {
                folder(folders.pop());
            }
            if (cloned.isPresent()) {
                removed.addAll(cloned.get().missing());
            }
        } catch (IOException e) {
            throw Problems.disk("read what the capsule wrote", e);
        }
        return new Changes(written, removed, notTaken);
    }

    private void folder(Path folder) throws IOException {
        Folders.open(folder);
        boolean[] tooDeep = new boolean[1];
        Folders.forEachChild(folder, child -> {
            // Both paths must have room: where it lies, and where git will read it.
            if (length(child) > PATH_MAX || length(staging.resolve(root.relativize(child))) > PATH_MAX) {
                tooDeep[0] = true;
            } else {
                entry(child);
            }
        });
        if (tooDeep[0]) {
            notTaken.add(root.relativize(folder), "what lies below is nested deeper than a path can name");
        }
    }

    /** A byte that is no text counts as three: sooner too long than too late. */
    private static int length(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private void entry(Path path) throws IOException {
        Path relative = root.relativize(path);
        if (path.getFileName().toString().equalsIgnoreCase(".git")) {
            if (relative.getNameCount() > 1) {
                notTaken.add(relative, "the git directory of a nested repository");
            }
            return;
        }
        Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,rdev", LinkOption.NOFOLLOW_LINKS);
        int mode = ((Number) attributes.getOrDefault("mode", 0)).intValue();
        switch (FileType.of(mode)) {
            case REGULAR -> file(path, relative);
            case LINK -> link(path, relative);
            case FOLDER -> replacedFolder(path, relative);
            case CHARACTER_DEVICE -> device(relative, ((Number) attributes.getOrDefault("rdev", 1)).longValue());
            case OTHER -> notTaken.add(relative, "neither file, link nor folder");
        }
    }

    private void replacedFolder(Path path, Path relative) throws IOException {
        // A folder may stand where the base has a file, or hide all that the base has below it.
        if (cloned.isEmpty() && isOpaque(path)) {
            removed.add(relative);
        }
        folders.push(path);
    }

    private void file(Path path, Path relative) throws IOException {
        if (cloned.isPresent() && cloned.get().isUntouched(relative)) {
            return;
        }
        Path staged = staged(relative);
        Files.createLink(staged, path);
        if (!Files.isReadable(staged)) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(staged, LinkOption.NOFOLLOW_LINKS);
            permissions.add(PosixFilePermission.OWNER_READ);
            Files.setPosixFilePermissions(staged, permissions);
        }
        written.add(relative);
    }

    private void link(Path path, Path relative) throws IOException {
        if (cloned.isPresent() && cloned.get().isUntouchedLink(relative)) {
            return;
        }
        Files.createSymbolicLink(staged(relative), Files.readSymbolicLink(path));
        written.add(relative);
    }

    private void device(Path relative, long number) {
        if (number == 0 && cloned.isEmpty()) {
            removed.add(relative);
        } else {
            notTaken.add(relative, "a device");
        }
    }

    private Path staged(Path relative) throws IOException {
        Path target = staging.resolve(relative);
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        return target;
    }

    private static boolean isOpaque(Path folder) throws IOException {
        Folders.open(folder);
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(folder, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!view.list().contains("overlay.opaque")) {
            return false;
        }
        ByteBuffer value = ByteBuffer.allocate(view.size("overlay.opaque"));
        view.read("overlay.opaque", value);
        return new String(value.array(), StandardCharsets.US_ASCII).equals("y");
    }
}
