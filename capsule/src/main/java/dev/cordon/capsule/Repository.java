package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A person's git repository, read and never written, except by {@link #apply}.
 *
 * @param folder where git works: the top of the work tree, or the git directory of a bare repository
 * @param commonDirectory the canonical git directory that all work trees of this repository share: its identity
 */
public record Repository(
        Path folder, Path commonDirectory, boolean bare, boolean shallow, Map<String, String> environment) {

    /**
     * Finds the repository around {@code start}.
     *
     * @param environment the caller's; git gets HOME, XDG_CONFIG_HOME and PATH of it
     * @throws CordonException.BadInput when there is none
     */
    public static Repository around(Path start, Map<String, String> environment) {
        HostProgram.Result found = Git.onUsers(start, environment)
                .run(
                        "rev-parse",
                        "--is-bare-repository",
                        "--is-shallow-repository",
                        "--absolute-git-dir",
                        "--git-common-dir");
        if (!found.ok()) {
            throw new CordonException.BadInput(Problem.of(
                    "no-repository",
                    "'" + start + "' is in no git repository",
                    found.errors(),
                    "go to a repository, name one with --repo DIR, or make one: git init && git add -A && git commit"));
        }
        List<String> lines = found.text().lines().toList();
        boolean bare = Boolean.parseBoolean(lines.get(0));
        Path gitDirectory = Path.of(lines.get(2));
        Path common = start.resolve(lines.get(3));
        Path folder =
                bare ? gitDirectory : Path.of(Git.onUsers(start, environment).text("rev-parse", "--show-toplevel"));
        try {
            return new Repository(
                    folder, common.toRealPath(), bare, Boolean.parseBoolean(lines.get(1)), Map.copyOf(environment));
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "repository-unreadable",
                            "The repository at '" + folder + "' can't be read",
                            String.valueOf(e.getMessage()),
                            "check its permissions"),
                    e);
        }
    }

    Git git() {
        return Git.onUsers(folder, environment);
    }

    /**
     * The commit that {@code reference} names, as a full hash.
     *
     * @throws CordonException.BadInput when the repository has no commits, or none of that name
     */
    public String commit(String reference) {
        HostProgram.Result found =
                git().run("rev-parse", "--verify", "--quiet", "--end-of-options", reference + "^{commit}");
        if (found.ok()) {
            return found.text();
        }
        if (!git().run("rev-parse", "--verify", "--quiet", "HEAD").ok()
                && git().text("rev-list", "--all", "-n1").isEmpty()) {
            throw new CordonException.BadInput(Problem.of(
                    "no-commits",
                    "The repository at '" + folder + "' has no commits",
                    "a capsule starts from a commit",
                    "make a first one: git add -A && git commit -m 'first commit'"));
        }
        throw new CordonException.BadInput(Problem.of(
                "base-missing",
                "There is no commit '" + reference + "' in '" + folder + "'",
                "git can't resolve it",
                "name a branch, tag or commit that 'git log' knows with --base, or fetch it first"));
    }

    /** The names of uncommitted files, untracked ones included, ignored ones not; for people to read. */
    public List<String> uncommitted() {
        if (bare) {
            return List.of();
        }
        HostProgram.Result status =
                git().run("status", "--porcelain=v1", "-z", "--no-renames", "--ignore-submodules=dirty");
        List<String> names = new ArrayList<>();
        for (String entry : new String(Git.checked(status, "status").output(), StandardCharsets.UTF_8).split("\0")) {
            if (entry.length() > 3) {
                names.add(entry.substring(3));
            }
        }
        return names;
    }

    /**
     * A commit, child of {@code base}, that holds the work tree as it is now. Objects go to {@code objects}, a folder
     * of Cordon's own: the repository is not written.
     */
    String snapshot(String base, Path index, Path objects) {
        Git git = git().with("GIT_INDEX_FILE", index.toString())
                .with("GIT_OBJECT_DIRECTORY", objects.toString())
                .with(
                        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
                        commonDirectory.resolve("objects").toString())
                .with("GIT_AUTHOR_NAME", "cordon")
                .with("GIT_AUTHOR_EMAIL", "cordon@localhost")
                .with("GIT_COMMITTER_NAME", "cordon")
                .with("GIT_COMMITTER_EMAIL", "cordon@localhost")
                .with("GIT_AUTHOR_DATE", "1970-01-01T00:00:00Z")
                .with("GIT_COMMITTER_DATE", "1970-01-01T00:00:00Z");
        git.text("read-tree", base);
        Git.checked(git.run("-c", "advice.addEmbeddedRepo=false", "add", "--all", "."), "add");
        String tree = git.text("write-tree");
        return git.text("commit-tree", tree, "-p", base, "-m", "uncommitted changes");
    }

    /** Where the shallow boundary of a shallow clone is written; empty for a complete one. */
    Optional<Path> shallowFile() {
        Path file = commonDirectory.resolve("shallow");
        return shallow && Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /**
     * Applies a patch to the work tree, wholly or not at all.
     *
     * @throws CordonException.Conflict when it doesn't fit the work tree as it is now; nothing is changed then
     */
    public void apply(Path patch) {
        if (bare) {
            throw new CordonException.BadInput(Problem.of(
                    "bare-repository",
                    "'" + folder + "' is bare",
                    "it has no work tree to apply a patch to",
                    "apply it in a clone: cordon task diff TASK | git apply --binary"));
        }
        HostProgram.Result applied = git().run("apply", "--binary", "--whitespace=nowarn", patch.toString());
        if (!applied.ok()) {
            throw new CordonException.Conflict(
                    Problem.of(
                            "patch-conflict",
                            "The patch doesn't fit the work tree at '" + folder + "'",
                            applied.errors(),
                            "nothing was changed; commit or stash what is in the way, or: cordon task diff TASK | git apply --3way"));
        }
    }
}
