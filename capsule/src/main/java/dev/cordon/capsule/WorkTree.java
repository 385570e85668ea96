package dev.cordon.capsule;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A person's work tree, seen through a git directory of Cordon's own: the repository is read and not one byte of it
 * written, and of its configuration only what decides how files are read is obeyed. A filter, hook or monitor is nothing
 * but a name there, and runs nowhere (C28).
 */
final class WorkTree {
    /** Settings that decide what git takes a file's content to be, and which files it looks at. */
    private static final String OBEYED =
            "^core\\.(autocrlf|eol|ignorecase|filemode|symlinks|precomposeunicode|excludesfile|attributesfile)$";

    private final Repository repository;
    private final Path directory;
    private final Git git;

    /** @param scratch a folder of Cordon's own; the objects of a snapshot lie there */
    WorkTree(Repository repository, Path scratch) {
        this.repository = repository;
        this.directory = Folders.create(scratch.resolve("git"));
        try {
            layOut();
        } catch (IOException e) {
            throw Problems.disk("look at the work tree", e);
        }
        this.git = obeying(Git.onOurs(directory, repository.folder())
                .with("GIT_WORK_TREE", repository.folder().toString()));
    }

    /** Where the objects of a snapshot lie. */
    Path objects() {
        return directory.resolve("objects");
    }

    private void layOut() throws IOException {
        Path common = repository.commonDirectory();
        Folders.create(directory.resolve("objects/info"));
        Folders.create(directory.resolve("refs"));
        Folders.create(directory.resolve("info"));
        boolean sha256 =
                repository.git().text("rev-parse", "--show-object-format").equals("sha256");
        Files.writeString(directory.resolve("config"), sha256 ? BaseStore.SHA256 : BaseStore.SHA1);
        String head =
                repository.git().run("rev-parse", "--verify", "--quiet", "HEAD").text();
        Files.writeString(directory.resolve("HEAD"), (head.isEmpty() ? "ref: refs/heads/unborn" : head) + "\n");
        Files.writeString(directory.resolve("objects/info/alternates"), repository.objects() + "\n");
        copy(common.resolve("info/exclude"), directory.resolve("info/exclude"));
        copy(common.resolve("info/attributes"), directory.resolve("info/attributes"));
        copyIndex(Path.of(repository.git().text("rev-parse", "--absolute-git-dir")));
        Optional<Path> shallow = repository.shallowFile();
        if (shallow.isPresent()) {
            copy(shallow.get(), directory.resolve("shallow"));
        }
    }

    /** With its times: git distrusts files that are as young as the index, and rightly. */
    private void copyIndex(Path usersDirectory) throws IOException {
        copy(usersDirectory.resolve("index"), directory.resolve("index"));
        for (Path file : Folders.children(usersDirectory)) {
            String name = file.getFileName().toString();
            if (name.startsWith("sharedindex.")) {
                copy(file, directory.resolve(name));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.isRegularFile(from)) {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private Git obeying(Git git) {
        Git obeying = personalFile(git, "core.excludesFile", "ignore");
        obeying = personalFile(obeying, "core.attributesFile", "attributes");
        byte[] settings = repository
                .git()
                .run("config", "--null", "--type=path", "--get-regexp", OBEYED)
                .output();
        for (String setting : new String(settings, StandardCharsets.UTF_8).split("\0")) {
            int end = setting.indexOf('\n');
            if (end > 0) {
                obeying = obeying.set(setting.substring(0, end), setting.substring(end + 1));
            }
        }
        return obeying;
    }

    /** Where git looks for a person's own rules when nothing is configured. */
    private Git personalFile(Git git, String key, String name) {
        Map<String, String> environment = repository.environment();
        String fallback = environment.getOrDefault("HOME", "/") + "/.config";
        Path file = Path.of(environment.getOrDefault("XDG_CONFIG_HOME", fallback), "git", name);
        return Files.isRegularFile(file) ? git.set(key, file.toString()) : git;
    }

    /** The names of uncommitted files, untracked ones included, ignored ones not; for people to read. */
    List<String> uncommitted() {
        HostProgram.Result status =
                git.run("status", "--porcelain=v1", "-z", "--no-renames", "--ignore-submodules=dirty");
        List<String> names = new ArrayList<>();
        for (String entry : new String(Git.checked(status, "status").output(), StandardCharsets.UTF_8).split("\0")) {
            if (entry.length() > 3) {
                names.add(entry.substring(3));
            }
        }
        return names;
    }

    /** A commit, child of {@code base}, that holds the work tree as it is now; equal states make equal commits. */
    String snapshot(String base) {
        HostProgram adding = git.program(
                        "update-index",
                        "--add",
                        "--remove",
                        "--replace",
                        "--ignore-skip-worktree-entries",
                        "-z",
                        "--stdin")
                .reading(paths());
        Git.checked(adding.run(), "update-index");
        String tree = git.text("write-tree");
        return git.with("GIT_AUTHOR_NAME", "cordon")
                .with("GIT_AUTHOR_EMAIL", "cordon@localhost")
                .with("GIT_COMMITTER_NAME", "cordon")
                .with("GIT_COMMITTER_EMAIL", "cordon@localhost")
                .with("GIT_AUTHOR_DATE", "1970-01-01T00:00:00Z")
                .with("GIT_COMMITTER_DATE", "1970-01-01T00:00:00Z")
                .text("commit-tree", tree, "-p", base, "-m", "uncommitted changes");
    }

    /** Tracked and untracked files, but for those that the person told git not to look at, and nested repositories. */
    private byte[] paths() {
        byte[] listing = Git.checked(
                        git.run("ls-files", "-z", "-v", "--cached", "--others", "--exclude-standard"), "ls-files")
                .output();
        ByteArrayOutputStream paths = new ByteArrayOutputStream(listing.length);
        int begin = 0;
        for (int end = 0; end < listing.length; end++) {
            if (listing[end] == 0) {
                boolean looked = listing[begin] != 'S' && !Character.isLowerCase(listing[begin]);
                if (looked && listing[end - 1] != '/') {
                    paths.write(listing, begin + 2, end - begin - 1);
                }
                begin = end + 1;
            }
        }
        return paths.toByteArray();
    }
}
