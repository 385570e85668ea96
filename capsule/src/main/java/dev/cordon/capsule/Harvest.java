package dev.cordon.capsule;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The patch between a base and what a dead capsule left, made by the host's git in a git directory of its own: the
 * capsule's git directory, configuration, hooks and attributes' drivers are never read (C28).
 *
 * @param patch a file in git's binary patch format; empty when nothing changed
 * @param touched what the patch changes, as git names it
 * @param ignored how many new files the repository's ignore rules kept out
 * @param notTaken what can't be in a patch, and why
 */
public record Harvest(Path patch, List<Touched> touched, int ignored, List<String> notTaken) {

    /** One changed file: git's status letter and its path, readable. A rename is the old path gone and the new one. */
    public record Touched(String status, String path) {}

    /** Reads the upper layer and writes the patch into {@code scratch}, a new folder. */
    static Harvest of(Path upper, Base base, Path scratch) {
        return new Harvester(base, Folders.create(scratch)).harvest(staging -> UpperLayer.stage(upper, staging));
    }

    /** The same for a whole copy of what the capsule started from. */
    static Harvest of(ClonedTree tree, Base base, Path scratch) {
        return new Harvester(base, Folders.create(scratch)).harvest(staging -> UpperLayer.stage(tree, staging));
    }

    private static final class Harvester {
        private static final byte[] HERE = {'.', '/'};

        /** Of all sources of attributes this one wins: nothing in the tree can call a text binary and so hide it. */
        private static final String CONTENT_DECIDES = "* !diff\n";

        private final Base base;
        private final Path staging;
        private final Path patch;
        private final Git git;

        Harvester(Base base, Path scratch) {
            this.base = base;
            this.staging = Folders.create(scratch.resolve("staging"));
            this.patch = scratch.resolve("patch");
            Path directory = gitDirectory(scratch.resolve("git"));
            // An index entry vouches for a file by size and time alone where it is told so; a change that keeps both
            // is a change. With inode and ctime compared, no staged file passes for the one that was checked out.
            this.git = Git.onOurs(directory, staging)
                    .set("core.checkStat", "default")
                    .set("core.trustctime", "true")
                    .with("GIT_WORK_TREE", staging.toString())
                    .with("GIT_INDEX_FILE", directory.resolve("index").toString());
        }

        Harvest harvest(Function<Path, UpperLayer.Changes> stage) {
            UpperLayer.Changes changes = stage.apply(staging);
            List<Path> outside = outsideOfSubmodules(changes);
            if (outside.isEmpty() && changes.removed().isEmpty()) {
                return new Harvest(
                        emptyPatch(), List.of(), 0, changes.notTaken().lines());
            }
            List<byte[]> written =
                    outside.stream().map(path -> RawPath.of(path)).toList();
            remove(changes.removed());
            borrowRules(changes);
            Set<String> ignored = ignored(written);
            add(written.stream().filter(path -> !ignored.contains(key(path))).toList());
            writePatch();
            return new Harvest(
                    patch, touched(), ignored.size(), changes.notTaken().lines());
        }

        /** The superproject's patch can't hold what was written into a submodule's folder. */
        private List<Path> outsideOfSubmodules(UpperLayer.Changes changes) {
            Submodules submodules = new Submodules(base, changes.removed());
            List<Path> outside = new ArrayList<>();
            for (Path path : changes.written()) {
                Optional<Path> submodule = submodules.around(path);
                submodule.ifPresentOrElse(
                        folder -> changes.notTaken().add(path, "inside the submodule " + folder),
                        () -> outside.add(path));
            }
            return outside;
        }

        private Path gitDirectory(Path directory) {
            try {
                Folders.create(directory.resolve("objects/info"));
                Folders.create(directory.resolve("refs"));
                Folders.create(directory.resolve("info"));
                Files.writeString(directory.resolve("info/attributes"), CONTENT_DECIDES);
                Files.writeString(directory.resolve("HEAD"), "ref: refs/heads/harvest\n");
                Files.copy(base.gitDirectory().resolve("config"), directory.resolve("config"));
                Files.copy(base.pristineIndex(), directory.resolve("index"));
                Files.writeString(
                        directory.resolve("objects/info/alternates"),
                        base.gitDirectory().resolve("objects") + "\n");
                return directory;
            } catch (IOException e) {
                throw Problems.disk("make a git directory for the harvest", e);
            }
        }

        private Path emptyPatch() {
            try {
                return Files.write(patch, new byte[0]);
            } catch (IOException e) {
                throw Problems.disk("write a patch", e);
            }
        }

        /** Takes what is gone out of the index: the path itself and all below it. */
        private void remove(List<Path> removed) {
            if (removed.isEmpty()) {
                return;
            }
            List<byte[]> gone = removed.stream().map(path -> RawPath.of(path)).toList();
            byte[] listing = Git.checked(git.run("ls-files", "-z"), "ls-files").output();
            Ancestors ancestors = new Ancestors(gone);
            ByteArrayOutputStream paths = new ByteArrayOutputStream();
            for (byte[] path : zeroSeparated(listing)) {
                if (ancestors.cover(path)) {
                    paths.writeBytes(path);
                    paths.write(0);
                }
            }
            Git.checked(
                    git.program("update-index", "--force-remove", "-z", "--stdin")
                            .reading(paths.toByteArray())
                            .run(),
                    "update-index");
        }

        /** The ignore rules that the base has above the changed files, where the capsule left them as they were. */
        private void borrowRules(UpperLayer.Changes changes) {
            Set<Path> folders = new HashSet<>();
            for (Path path : changes.written()) {
                for (Path parent = path.getParent(); parent != null && folders.add(parent); ) {
                    parent = parent.getParent();
                }
            }
            folders.add(Path.of(""));
            Set<Path> removed = new HashSet<>(changes.removed());
            folders.stream()
                    .map(folder -> folder.resolve(".gitignore"))
                    .filter(rules -> !removed.contains(rules))
                    .forEach(this::borrow);
        }

        private void borrow(Path rules) {
            if (!Folders.leadsThroughFoldersOnly(base.tree(), rules)) {
                return;
            }
            Path original = base.tree().resolve(rules);
            Path staged = staging.resolve(rules);
            try {
                boolean ours = Files.isRegularFile(original, LinkOption.NOFOLLOW_LINKS)
                        && !Files.exists(staged, LinkOption.NOFOLLOW_LINKS);
                if (ours && Files.isDirectory(staged.getParent() == null ? staging : staged.getParent())) {
                    Files.copy(original, staged);
                }
            } catch (IOException e) {
                throw Problems.disk("read ignore rules", e);
            }
        }

        /** A name may begin with what git takes for pathspec magic; behind "./" it is a name. */
        private Set<String> ignored(List<byte[]> written) {
            ByteArrayOutputStream paths = new ByteArrayOutputStream();
            for (byte[] path : written) {
                paths.writeBytes(HERE);
                paths.writeBytes(path);
                paths.write(0);
            }
            HostProgram.Result result = git.program("check-ignore", "-z", "--stdin")
                    .reading(paths.toByteArray())
                    .run();
            if (result.exit() > 1) {
                Git.checked(result, "check-ignore");
            }
            Set<String> ignored = new HashSet<>();
            zeroSeparated(result.output()).forEach(path -> ignored.add(key(path).substring(HERE.length)));
            return ignored;
        }

        private void add(List<byte[]> written) {
            Git.checked(
                    git.program("-c", "core.looseCompression=1", "update-index", "--add", "--replace", "-z", "--stdin")
                            .reading(joined(written))
                            .run(),
                    "update-index");
        }

        private void writePatch() {
            HostProgram.Result result = git.program(
                            "diff-index",
                            "--cached",
                            "--binary",
                            "--full-index",
                            "-M",
                            "--no-ext-diff",
                            "--no-textconv",
                            "--no-color",
                            base.commit())
                    .runInto(patch);
            Git.checked(result, "diff-index");
        }

        private List<Touched> touched() {
            byte[] output = Git.checked(
                            git.run("diff-index", "--cached", "--name-status", "-z", "-M", base.commit()), "diff-index")
                    .output();
            List<byte[]> fields = zeroSeparated(output);
            List<Touched> touched = new ArrayList<>();
            for (int i = 0; i + 1 < fields.size(); i += 2) {
                String status = readable(fields.get(i)).substring(0, 1);
                if (status.equals("R") || status.equals("C")) {
                    i++;
                    if (status.equals("R")) {
                        touched.add(new Touched("D", readable(fields.get(i))));
                    }
                }
                touched.add(new Touched(status, readable(fields.get(i + 1))));
            }
            return touched;
        }
    }

    private static String readable(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String key(byte[] path) {
        return new String(path, StandardCharsets.ISO_8859_1);
    }

    private static byte[] joined(Collection<byte[]> paths) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] path : paths) {
            joined.writeBytes(path);
            joined.write(0);
        }
        return joined.toByteArray();
    }

    private static List<byte[]> zeroSeparated(byte[] bytes) {
        List<byte[]> parts = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                parts.add(Arrays.copyOfRange(bytes, begin, i));
                begin = i + 1;
            }
        }
        return parts;
    }

    /** A set of paths that answers whether one of them is, or lies above, a given path. */
    private static final class Ancestors {
        private final Set<String> paths = new HashSet<>();

        Ancestors(List<byte[]> ancestors) {
            ancestors.forEach(path -> paths.add(key(path)));
        }

        boolean cover(byte[] path) {
            String text = key(path);
            for (int end = text.length(); end > 0; end = text.lastIndexOf('/', end - 1)) {
                if (paths.contains(text.substring(0, end))) {
                    return true;
                }
            }
            return false;
        }
    }
}
