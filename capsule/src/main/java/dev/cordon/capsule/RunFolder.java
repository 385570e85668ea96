package dev.cordon.capsule;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where everything of one run lies while it lives: its capsules' folders below {@code path}, and its sockets in a
 * folder with a short path, because a socket's path has room for 107 bytes. The capsule sees {@code sockets}; the
 * folder beside it, {@link #control}, it never sees (C27).
 */
public record RunFolder(Path path, Path sockets) {
    private static final String FOLDER = "folder";
    private static final String SOCKETS = "sockets";

    /** The facts that the journal keeps, for a repair to find the folders by. */
    public Map<String, String> facts() {
        return Map.of(FOLDER, path.toString(), SOCKETS, sockets.toString());
    }

    /** The folders that a journal's first entry names. */
    public static Optional<RunFolder> of(Map<String, String> facts) {
        String path = facts.get(FOLDER);
        String sockets = facts.get(SOCKETS);
        return path == null || sockets == null
                ? Optional.empty()
                : Optional.of(new RunFolder(Path.of(path), Path.of(sockets)));
    }

    /** Where the user's terminals find the run: beside the folder that the capsule sees, never in it. */
    public Path control() {
        return sockets.resolveSibling(sockets.getFileName() + "c");
    }

    public void create() {
        Folders.create(path);
        Folders.create(sockets);
        Folders.create(control());
    }

    public void delete() {
        Folders.delete(path);
        Folders.delete(sockets);
        Folders.delete(control());
    }
}
