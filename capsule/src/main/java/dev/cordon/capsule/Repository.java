package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        if (!Files.isDirectory(start)) {
            throw none(start, "there is no such folder");
        }
        Git git = Git.onUsers(start, environment);
        List<String> found = lines(
                start,
                git.run(
                        "rev-parse",
                        "--path-format=absolute",
                        "--is-bare-repository",
                        "--is-shallow-repository",
                        "--absolute-git-dir",
                        "--git-common-dir"),
                4);
        boolean bare = Boolean.parseBoolean(found.get(0));
        Path folder = Path.of(
                bare
                        ? found.get(2)
                        : lines(start, git.run("rev-parse", "--show-toplevel"), 1)
                                .getFirst());
        boolean shallow = Boolean.parseBoolean(found.get(1));
        try {
            return new Repository(folder, Path.of(found.get(3)).toRealPath(), bare, shallow, Map.copyOf(environment));
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

    /** Exactly so many lines: a path may end in a space, but one that holds a line end would be two. */
    private static List<String> lines(Path start, HostProgram.Result result, int count) {
        if (!result.ok()) {
            throw none(start, result.errors());
        }
        List<String> lines = List.of(new String(result.output(), StandardCharsets.UTF_8).split("\n", -1));
        if (lines.size() != count + 1) {
            throw none(start, "its path holds a line end");
        }
        return lines;
    }

    private static CordonException.BadInput none(Path start, String why) {
        return new CordonException.BadInput(Problem.of(
                "no-repository",
                "'" + start + "' is in no git repository",
                why,
                "go to a repository, name one with --repo DIR, or make one: git init && git add -A && git commit"));
    }

    /** Where all objects of the repository lie, or are borrowed from. */
    Path objects() {
        return commonDirectory.resolve("objects");
    }

    Git git() {
        return Git.onUsers(folder, environment);
    }

    public boolean has(String commit) {
        return git().run("cat-file", "-e", commit + "^{commit}").ok();
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
        Path scratch = Folders.createUnique(Path.of(System.getProperty("java.io.tmpdir")), "cordon-status-");
        try {
            return new WorkTree(this, scratch).uncommitted();
        } finally {
            Folders.delete(scratch);
        }
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
