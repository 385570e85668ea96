package dev.cordon.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real git repository for a test. No configuration of the machine or the user reaches it, and its authors and dates
 * are fixed, so that equal steps make equal commits.
 */
public final class GitRepo {
    private static final String NOBODY = "/dev/null";

    private final Path folder;
    private final Programs programs;

    private GitRepo(Path folder) {
        this.folder = folder;
        this.programs = isolated(Programs.in(folder));
    }

    /** Makes the folder and an empty repository in it, on branch {@code main}. */
    public static GitRepo init(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        GitRepo repo = new GitRepo(folder);
        repo.git("init", "--quiet", "--initial-branch=main");
        return repo;
    }

    /** A repository that is there already, such as a clone. */
    public static GitRepo at(Path folder) {
        return new GitRepo(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Writes a file, with its folders, without adding it. */
    public GitRepo write(String path, String text) {
        return write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file, with its folders, without adding it. */
    public GitRepo write(String path, byte[] content) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits everything that lies in the work tree; answers the commit's id. */
    public String commit(String message) {
        git("add", "--all");
        git("commit", "--quiet", "--allow-empty", "--no-verify", "-m", message);
        return head();
    }

    public String head() {
        return git("rev-parse", "HEAD").strip();
    }

    /** Runs git here; answers what it printed, or fails with what it complained about. */
    public String git(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return programs.start(command).orFail().out();
    }

    private static Programs isolated(Programs programs) {
        String when = "2026-01-01T00:00:00Z";
        return programs.with("GIT_CONFIG_GLOBAL", NOBODY)
                .with("GIT_CONFIG_SYSTEM", NOBODY)
                .with("GIT_CONFIG_NOSYSTEM", "1")
                .with("GIT_CONFIG_COUNT", "0")
                .with("GIT_TERMINAL_PROMPT", "0")
                .with("GIT_AUTHOR_NAME", "A Tester")
                .with("GIT_AUTHOR_EMAIL", "tester@example.com")
                .with("GIT_AUTHOR_DATE", when)
                .with("GIT_COMMITTER_NAME", "A Tester")
                .with("GIT_COMMITTER_EMAIL", "tester@example.com")
                .with("GIT_COMMITTER_DATE", when)
                .with("HOME", NOBODY)
                .with("LC_ALL", "C.UTF-8");
    }
}
