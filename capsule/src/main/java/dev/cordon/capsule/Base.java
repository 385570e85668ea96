package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A commit, checked out once, that any number of capsules borrow read-only. Its {@code tree} holds the files and a
 * git directory with just what is reachable from the commit (C27); everything in it was made by the host.
 *
 * @param folder {@code tree}, the pristine {@code index}, {@code layers} of prepare commands, {@code uses}
 */
public record Base(Path folder, String commit) {

    /** The workspace that it belongs to: the folder above. */
    public String workspace() {
        Path parent = folder.getParent();
        return parent == null ? "" : String.valueOf(parent.getFileName());
    }

    Path tree() {
        return folder.resolve("tree");
    }

    Path gitDirectory() {
        return tree().resolve(".git");
    }

    /** The index as it was right after the checkout; the harvest starts from a copy of it. */
    Path pristineIndex() {
        return folder.resolve("index");
    }

    Path layer(String digest) {
        return folder.resolve("layers").resolve(digest);
    }

    /** Whether a prepare command's result of this digest is part of the base already. */
    public boolean hasLayer(String digest) {
        return Files.isDirectory(layer(digest));
    }

    /** Says that {@code run} needs this base, so that no collection removes it. */
    public void use(String run) {
        try {
            Files.writeString(uses().resolve(run), "");
        } catch (IOException e) {
            throw Problems.disk("mark a base tree as used", e);
        }
    }

    public void release(String run) {
        try {
            Files.deleteIfExists(uses().resolve(run));
        } catch (IOException e) {
            throw Problems.disk("release a base tree", e);
        }
    }

    boolean inUse() {
        try (Stream<Path> users = Files.list(uses())) {
            return users.findAny().isPresent();
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw Problems.disk("look for users of a base tree", e);
        }
    }

    Path uses() {
        return folder.resolve("uses");
    }

    /** The layers that a capsule without prepared ones starts from. */
    List<Path> lowers() {
        return List.of(tree());
    }

    static CordonException.Unavailable unreadable(IOException cause) {
        return Problems.disk("read a base tree", cause);
    }
}
