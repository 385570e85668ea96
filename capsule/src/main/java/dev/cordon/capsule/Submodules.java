package dev.cordon.capsule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells which paths lie in a submodule of a base. A base's tree holds what git checked out, and git knows no empty
 * folders: one that is empty there is a submodule's. One that the capsule removed is none any more.
 */
final class Submodules {
    private final Path tree;
    private final Set<Path> removed;
    private final Map<Path, Boolean> known = new HashMap<>();

    Submodules(Base base, List<Path> removed) {
        this.tree = base.tree();
        this.removed = new HashSet<>(removed);
    }

    /** The submodule's folder above the path, if there is one. */
    Optional<Path> around(Path path) {
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            if (known.computeIfAbsent(above, this::isSubmodule)) {
                return isRemoved(above) ? Optional.empty() : Optional.of(above);
            }
        }
        return Optional.empty();
    }

    private boolean isRemoved(Path folder) {
        for (Path above = folder; above != null; above = above.getParent()) {
            if (removed.contains(above)) {
                return true;
            }
        }
        return false;
    }

    private boolean isSubmodule(Path folder) {
        Path inBase = tree.resolve(folder);
        try {
            return Files.isDirectory(inBase, LinkOption.NOFOLLOW_LINKS)
                    && Folders.children(inBase).isEmpty();
        } catch (NotDirectoryException e) {
            return false;
        } catch (IOException e) {
            throw Base.unreadable(e);
        }
    }
}
