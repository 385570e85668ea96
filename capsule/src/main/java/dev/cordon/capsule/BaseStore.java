package dev.cordon.capsule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The base trees under {@code bases/OWNER/WORKSPACE/COMMIT}: each prepared once per (user, repository, commit) and
 * never shared between users. Thread-safe, also between processes: a base is made and collected under its lock.
 */
public final class BaseStore {
    static final String SHA1 = "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tfilemode = true\n";
    static final String SHA256 = SHA1.replace("version = 0", "version = 1") + "[extensions]\n\tobjectFormat = sha256\n";

    /** A capsule sees other inodes and times of change than the checkout had; git is told not to mind. */
    private static final String GIT_CONFIG = """
            [core]
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
            """;

    private static final String LOCK = ".lock";

    /** Of a base that is being made, or removed: what a crash leaves of one bears this name. */
    private static final String DRAFT = ".new-";

    /** Snapshots of work trees are made one at a time in each workspace, under a key that is no commit. */
    private static final String DIRTY = "dirty";

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
        return borrow(owner, workspace, repository, new Source(commit, List.of(repository.objects())), run, progress);
    }

    /** Whether a base of this commit stands, so that borrowing it needs nothing of the repository; a look, no hold. */
    public boolean has(String owner, String workspace, String commit) {
        return Files.isDirectory(new Base(workspace(owner, workspace).resolve(commit), commit).uses());
    }

    /** The same for the work tree as it is now, on top of {@code commit}. */
    public Base borrowDirty(
            String owner,
            String workspace,
            Repository repository,
            String commit,
            String run,
            Consumer<String> progress) {
        Path dirty = workspace(owner, workspace).resolve(DIRTY);
        try (Lock _ = Lock.exclusive(lockOf(dirty))) {
            Path scratch = draftOf(dirty);
            Folders.delete(scratch);
            try {
                WorkTree tree = new WorkTree(repository, Folders.create(scratch));
                String snapshot = tree.snapshot(commit);
                Source source = new Source(snapshot, List.of(tree.objects(), repository.objects()));
                return borrow(owner, workspace, repository, source, run, progress);
            } finally {
                Folders.delete(scratch);
            }
        }
    }

    /** A commit and the folders where its objects lie. */
    private record Source(String commit, List<Path> objects) {}

    private Base borrow(
            String owner,
            String workspace,
            Repository repository,
            Source source,
            String run,
            Consumer<String> progress) {
        Path folder = workspace(owner, workspace).resolve(source.commit());
        Base base = new Base(folder, source.commit());
        try (Lock lock = Lock.exclusive(lockOf(folder))) {
            if (!Files.isDirectory(base.uses())) {
                progress.accept("preparing the base tree of " + source.commit().substring(0, 10));
                makeOrLeaveNothing(base, repository, source, lock);
            }
            base.use(run);
            return base;
        }
    }

    private Path workspace(String owner, String workspace) {
        return Folders.create(root.resolve(owner).resolve(workspace));
    }

    /** Ends the hold that {@code run} has on any base. */
    public void release(String run) {
        all().forEach(base -> base.release(run));
    }

    /**
     * Removes the bases that no run uses, and what crashes left of others; answers how many bases. Never waits: what is
     * being made or borrowed stays.
     */
    public int collect() {
        int removed = 0;
        for (Path workspace : workspaces()) {
            for (String key : keys(workspace)) {
                removed += collect(workspace.resolve(key)) ? 1 : 0;
            }
        }
        return removed;
    }

    /** Removes the base unless it is in use; it is renamed first, so that half of one never passes for a whole. */
    private static boolean collect(Path folder) {
        Optional<Lock> taken = Lock.tryExclusive(lockOf(folder));
        if (taken.isEmpty()) {
            return false;
        }
        try (Lock lock = taken.get()) {
            Folders.delete(draftOf(folder));
            boolean whole = Files.isDirectory(folder);
            if (whole && new Base(folder, folder.getFileName().toString()).inUse()) {
                return false;
            }
            if (whole) {
                Files.move(folder, draftOf(folder), StandardCopyOption.ATOMIC_MOVE);
                Folders.delete(draftOf(folder));
            }
            lock.remove();
            return whole;
        } catch (IOException e) {
            throw Problems.disk("remove a base tree", e);
        }
    }

    /** Every base of every user: for accounting and collection only. */
    public List<Base> all() {
        List<Base> bases = new ArrayList<>();
        for (Path workspace : workspaces()) {
            for (String key : keys(workspace)) {
                Base base = new Base(workspace.resolve(key), key);
                if (Files.isDirectory(base.uses())) {
                    bases.add(base);
                }
            }
        }
        return bases;
    }

    private List<Path> workspaces() {
        return childrenOf(root).stream()
                .flatMap(owner -> childrenOf(owner).stream())
                .toList();
    }

    /** What bases, drafts and locks in a workspace are of. */
    private static Set<String> keys(Path workspace) {
        Set<String> keys = new TreeSet<>();
        for (Path child : childrenOf(workspace)) {
            String name = child.getFileName().toString();
            String key = name.startsWith(DRAFT) ? name.substring(DRAFT.length()) : name;
            keys.add(key.endsWith(LOCK) ? key.substring(0, key.length() - LOCK.length()) : key);
        }
        return keys;
    }

    private static List<Path> childrenOf(Path folder) {
        try {
            return Files.isDirectory(folder) ? Folders.children(folder) : List.of();
        } catch (NoSuchFileException e) {
            return List.of();
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
        return folder.resolveSibling(folder.getFileName() + LOCK);
    }

    private static Path draftOf(Path folder) {
        return folder.resolveSibling(DRAFT + folder.getFileName());
    }

    private static void makeOrLeaveNothing(Base base, Repository repository, Source source, Lock lock) {
        Path scratch = draftOf(base.folder());
        try {
            Folders.delete(scratch);
            make(new Base(Folders.create(scratch), source.commit()), repository, source);
            Files.move(scratch, base.folder(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            leaveNothing(scratch, lock);
            throw Problems.disk("prepare a base tree", e);
        } catch (RuntimeException e) {
            leaveNothing(scratch, lock);
            throw e;
        }
    }

    private static void leaveNothing(Path scratch, Lock lock) {
        Folders.delete(scratch);
        lock.remove();
    }

    private static void make(Base draft, Repository repository, Source source) throws IOException {
        Folders.create(draft.gitDirectory().resolve("objects/pack"));
        Folders.create(draft.gitDirectory().resolve("refs/heads"));
        Folders.create(draft.gitDirectory().resolve("info"));
        writeGitDirectory(draft, repository, source);
        Git inside = Git.onOurs(draft.gitDirectory(), draft.tree())
                .with("GIT_WORK_TREE", draft.tree().toString());
        pack(draft, source, inside);
        Git.checked(inside.run("-c", "checkout.workers=0", "reset", "--quiet", "--hard"), "checkout");
        backdate(draft, inside);
        Files.copy(draft.gitDirectory().resolve("index"), draft.pristineIndex());
        Folders.create(draft.uses());
    }

    /**
     * Git inside tells a change by size and by the second of its time. What is edited in the second of the checkout
     * would look unchanged to it, so every file gets a time that no edit will have.
     */
    private static void backdate(Base draft, Git inside) {
        byte[] files = Git.checked(inside.run("ls-files", "-z"), "ls-files").output();
        String past = "@" + (Instant.now().getEpochSecond() - 2);
        HostProgram.Result touched = new HostProgram(
                        List.of("xargs", "-0", "-r", "touch", "-c", "-h", "-d", past, "--"),
                        Map.of("PATH", LaunchEnvironment.SYSTEM_PATH, "LC_ALL", "C.UTF-8"))
                .in(draft.tree())
                .reading(files)
                .run();
        if (!touched.ok()) {
            throw Problems.disk("set times in a base", new IOException(touched.errors()));
        }
        Git.checked(inside.run("update-index", "-q", "--refresh"), "update-index");
    }

    private static void writeGitDirectory(Base draft, Repository repository, Source source) throws IOException {
        Path git = draft.gitDirectory();
        boolean sha256 =
                repository.git().text("rev-parse", "--show-object-format").equals("sha256");
        Files.writeString(git.resolve("config"), (sha256 ? SHA256 : SHA1) + GIT_CONFIG);
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/cordon\n");
        Files.writeString(git.resolve("refs/heads/cordon"), source.commit() + "\n");
        Optional<Path> shallow = repository.shallowFile();
        if (shallow.isPresent()) {
            Files.copy(shallow.get(), git.resolve("shallow"));
        }
    }

    /**
     * Copies the objects that are reachable from the commit, and no others (C27). Git writes a pack first to where its
     * own objects lie, so it runs in the base's git directory, which borrows the repository's for that moment.
     */
    private static void pack(Base draft, Source source, Git inside) throws IOException {
        Path borrowed =
                Folders.create(draft.gitDirectory().resolve("objects/info")).resolve("alternates");
        Files.write(borrowed, source.objects().stream().map(Path::toString).toList());
        HostProgram packer = inside.program(
                        "pack-objects",
                        "--revs",
                        "--quiet",
                        "--delta-base-offset",
                        "--threads=2",
                        draft.gitDirectory().resolve("objects/pack/pack").toString())
                .reading((source.commit() + "\n").getBytes(StandardCharsets.US_ASCII));
        Git.checked(packer.run(), "pack-objects");
        Files.delete(borrowed);
    }
}
