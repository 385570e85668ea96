package dev.cordon.capsule;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A run's entry in the repository's own list of work trees, so that {@code git worktree list} shows it. The entry's
 * folder stays empty but for git's link: the capsule works in a git directory of its own and never sees this one, so
 * nothing that it does to its metadata reaches the repository's (C27). Locked, so that the user's {@code git worktree
 * prune} leaves it alone; removing it touches no other entry.
 *
 * @param repository a folder of the repository
 * @param folder where the work tree is said to lie
 */
public record WorktreeEntry(Path repository, Path folder) {
    private static final String REPOSITORY = "worktree-of";
    private static final String FOLDER = "worktree";

    /** The facts that the journal keeps, for a repair to find the entry by. */
    public Map<String, String> facts() {
        return Map.of(REPOSITORY, repository.toString(), FOLDER, folder.toString());
    }

    static Optional<WorktreeEntry> of(Map<String, String> facts) {
        String repository = facts.get(REPOSITORY);
        String folder = facts.get(FOLDER);
        return repository == null || folder == null
                ? Optional.empty()
                : Optional.of(new WorktreeEntry(Path.of(repository), Path.of(folder)));
    }

    /** Adds the entry; no file is checked out and no hook runs. */
    public void add(String commit, String reason) {
        git().text(
                        "worktree",
                        "add",
                        "--quiet",
                        "--no-checkout",
                        "--detach",
                        "--lock",
                        "--reason",
                        reason,
                        folder.toString(),
                        commit);
    }

    /** Takes it out again; one that is gone, or whose repository is, is no error. Idempotent. */
    public void remove() {
        if (Files.isDirectory(repository) && Files.exists(folder)) {
            git().run("worktree", "remove", "--force", "--force", folder.toString());
        }
    }

    private Git git() {
        return Git.onUsers(repository, Map.of());
    }
}
