package dev.cordon.capsule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The base trees under {@code bases/OWNER/WORKSPACE/COMMIT}: each prepared once per (user, repository, commit) and
 * never shared between users. Thread-safe, also between processes: a base is made and collected under its lock.
 */
public final class BaseStore {
    private static final String GIT_CONFIG = """
            [core]
            \trepositoryformatversion = %d
            \tfilemode = true
            \tbare = false
            \tlogallrefupdates = true
            \tcheckStat = minimal
            \ttrustctime = false
            [gc]
            \tauto = 0
            [maintenance]
            \tauto = false
            [user]
            \tname = Agent
            \temail = agent@capsule.invalid
            %s""";

    private final Path root;

    public BaseStore(Path root) {
        this.root = root;
    }

    /**
     * The base of {@code commit}, made now if this user hasn't it yet, and marked as used by {@code run}.
     *
     * @param owner folder name that stands for the user; no two users share one
     * @param progress told, once, when something slow begins
     */
    public Base borrow(
            String owner,
            String workspace,
            Repository repository,
            String commit,
            String run,
            Consumer<String> progress) {
        return borrow(owner, workspace, repository, new Source(commit, Optional.empty()), run, progress);
    }

    /** The same for the work tree as it is now, on top of {@code commit}. */
    public Base borrowDirty(
            String owner,
            String workspace,
            Repository repository,
            String commit,
            String run,
            Consumer<String> progress) {
        Path scratch = scratch(owner, workspace);
        try {
            Path objects = Folders.create(scratch.resolve("objects"));
            Path index = scratch.resolve("index");
            Path usersIndex =
                    Path.of(repository.git().text("rev-parse", "--path-format=absolute", "--git-path", "index"));
            if (Files.isRegularFile(usersIndex)) {
                Files.copy(usersIndex, index);
            }
            String dirty = repository.snapshot(commit, index, objects);
            return borrow(owner, workspace, repository, new Source(dirty, Optional.of(objects)), run, progress);
        } catch (IOException e) {
            throw Problems.disk("copy uncommitted changes", e);
        } finally {
            Folders.delete(scratch);
        }
    }

    /** A commit and, where it lies outside the repository, the objects that it needs besides. */
    private record Source(String commit, Optional<Path> objects) {}

    private Base borrow(
            String owner,
            String workspace,
            Repository repository,
            Source source,
            String run,
            Consumer<String> progress) {
        Path folder = Folders.create(root.resolve(owner).resolve(workspace)).resolve(source.commit());
        Base base = new Base(folder, source.commit());
        try (Lock _ = Lock.exclusive(lockOf(folder))) {
            if (!Files.isDirectory(base.uses())) {
                progress.accept("preparing the base tree of " + source.commit().substring(0, 10));
                make(base, scratch(owner, workspace), repository, source);
            }
            base.use(run);
            return base;
        }
    }

    /** Removes the bases that no run uses; answers how many. Never waits: what is being made or borrowed stays. */
    public int collect() {
        int removed = 0;
        for (Base base : all()) {
            Optional<Lock> lock = Lock.tryExclusive(lockOf(base.folder()));
            if (lock.isEmpty()) {
                continue;
            }
            try (Lock _ = lock.get()) {
                if (!base.inUse()) {
                    Folders.delete(base.folder());
                    removed++;
                }
            }
        }
        return removed;
    }

    /** Every base of every user: for accounting and collection only. */
    public List<Base> all() {
        List<Base> bases = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return bases;
        }
        try (Stream<Path> folders = Files.walk(root, 3)) {
            folders.filter(f -> root.relativize(f).getNameCount() == 3 && Files.isDirectory(f.resolve("uses")))
                    .sorted()
                    .forEach(f -> bases.add(new Base(f, f.getFileName().toString())));
            return bases;
        } catch (IOException e) {
            throw Base.unreadable(e);
        }
    }

    /** The bases of one owner. */
    public List<Base> of(String owner) {
        Path folder = root.resolve(owner);
        return all().stream().filter(base -> base.folder().startsWith(folder)).toList();
    }

    private static Path lockOf(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".lock");
    }

    private Path scratch(String owner, String workspace) {
        return Folders.createUnique(Folders.create(root.resolve(owner).resolve(workspace)), ".new-");
    }

    private static void make(Base base, Path scratch, Repository repository, Source source) {
        try {
            Base draft = new Base(scratch, source.commit());
            Folders.create(draft.gitDirectory().resolve("objects/pack"));
            Folders.create(draft.gitDirectory().resolve("refs/heads"));
            Folders.create(draft.gitDirectory().resolve("info"));
            writeGitDirectory(draft, repository, source);
            pack(draft, repository, source);
            Git inside = Git.onOurs(draft.gitDirectory(), draft.tree())
                    .with("GIT_WORK_TREE", draft.tree().toString());
            Git.checked(inside.run("-c", "checkout.workers=0", "reset", "--quiet", "--hard"), "checkout");
            Files.copy(draft.gitDirectory().resolve("index"), draft.pristineIndex());
            Folders.create(draft.uses());
            Files.move(scratch, base.folder(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Problems.disk("prepare a base tree", e);
        } finally {
            Folders.delete(scratch);
        }
    }

    private static void writeGitDirectory(Base draft, Repository repository, Source source) throws IOException {
        Path git = draft.gitDirectory();
        boolean sha256 =
                repository.git().text("rev-parse", "--show-object-format").equals("sha256");
        String extension = sha256 ? "[extensions]\n\tobjectFormat = sha256\n" : "";
        Files.writeString(git.resolve("config"), GIT_CONFIG.formatted(sha256 ? 1 : 0, extension));
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/cordon\n");
        Files.writeString(git.resolve("refs/heads/cordon"), source.commit() + "\n");
        Optional<Path> shallow = repository.shallowFile();
        if (shallow.isPresent()) {
            Files.copy(shallow.get(), git.resolve("shallow"));
        }
    }

    /** Copies the objects that are reachable from the commit, and no others. */
    private static void pack(Base draft, Repository repository, Source source) {
        Git git = repository.git();
        if (source.objects().isPresent()) {
            git = git.with(
                    "GIT_ALTERNATE_OBJECT_DIRECTORIES", source.objects().get().toString());
        }
        HostProgram packer = git.program(
                        "pack-objects",
                        "--revs",
                        "--quiet",
                        "--delta-base-offset",
                        "--threads=2",
                        draft.gitDirectory().resolve("objects/pack/pack").toString())
                .reading((source.commit() + "\n").getBytes(StandardCharsets.US_ASCII));
        Git.checked(packer.run(), "pack-objects");
    }
}
