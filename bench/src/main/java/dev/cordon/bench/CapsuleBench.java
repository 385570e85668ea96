package dev.cordon.bench;

import dev.cordon.capsule.Base;
import dev.cordon.capsule.BaseStore;
import dev.cordon.capsule.Capsule;
import dev.cordon.capsule.CapsuleSpec;
import dev.cordon.capsule.Capsules;
import dev.cordon.capsule.Folders;
import dev.cordon.capsule.Journal;
import dev.cordon.capsule.NamespaceSandbox;
import dev.cordon.capsule.Repository;
import dev.cordon.capsule.RunFolder;
import dev.cordon.core.Limits;
import dev.cordon.core.spi.Sandbox.Streams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code bench/capsule}: what a capsule costs, beside what people use instead. {@code --quick} takes medians of 3,
 * {@code --small} leaves out the rows with 60,000 files, which take most of the time.
 */
public final class CapsuleBench implements AutoCloseable {
    private final Path folder;
    private final int times;
    private final boolean quick;
    private final boolean small;
    private final Figures figures = new Figures();
    private final Capsules capsules;
    private final RunFolder run;
    private final Journal journal;
    private int count;

    private CapsuleBench(Path folder, boolean quick, boolean small) {
        this.folder = folder;
        this.quick = quick;
        this.small = small || quick;
        this.times = quick ? 3 : 15;
        this.capsules = new Capsules(
                new NamespaceSandbox(folder.resolve("skeleton")),
                System.getProperty("user.name").equals("root"));
        this.run = new RunFolder(folder.resolve("runs/run_BENCH"), folder.resolve("s"));
        run.create();
        this.journal = Journal.begin(folder.resolve("journal"), "run_BENCH", run.facts());
    }

    public static void main(String[] arguments) throws Exception {
        boolean quick = List.of(arguments).contains("--quick");
        Path home = Path.of(System.getenv().getOrDefault("CORDON_BENCH_DIR", System.getProperty("java.io.tmpdir")));
        Path folder = Files.createTempDirectory(home, "cordon-bench");
        boolean small = List.of(arguments).contains("--small");
        try (CapsuleBench bench = new CapsuleBench(folder, quick, small)) {
            bench.measure();
            System.out.println(bench.machine() + "\n\n" + bench.figures);
        } finally {
            Folders.delete(folder);
        }
    }

    private void measure() throws Exception {
        double bare = bareSandbox();
        double few = capsules("2,000 files", Tree.make(folder.resolve("small"), 2_000), bare);
        if (!small) {
            double large = capsules("60,000 files", Tree.make(folder.resolve("large"), 60_000), bare);
            figures.row("capsule ready, 60,000 files", large, "at 2,000 files", few, "≤ 1.5");
        }
        Repository repository = Repository.around(folder.resolve("small"), System.getenv());
        Base base = bases().borrow("bench", "ws2000", repository, repository.commit("HEAD"), "run_BENCH", line -> {});
        new LevelBench(folder, figures, times, run, journal, base).measure(bare);
        new ProxyBench(folder, figures, quick ? 1 : 5).measure();
        new StartBench(folder, figures, times).measure();
        new AppendBench(folder, figures, quick ? 500 : 3_000).measure();
    }

    private double capsules(String size, Tree tree, double bare) throws Exception {
        Repository repository = Repository.around(tree.folder(), System.getenv());
        Base base = bases().borrow(
                        "bench", "ws" + tree.files(), repository, repository.commit("HEAD"), "run_BENCH", line -> {});
        long[] teardown = new long[1];
        List<Long> teardowns = new ArrayList<>();
        double ready = Figures.median(times, () -> {
            long begin = System.nanoTime();
            Capsule capsule = capsules.prepare(spec(base), run.path(), journal);
            capsule.start(List.of("/bin/sleep", "1000"));
            long took = System.nanoTime() - begin;
            teardown[0] = System.nanoTime();
            capsule.teardown();
            teardowns.add(System.nanoTime() - teardown[0]);
            return took;
        });
        double worktree = Figures.median(quick ? 3 : 10, () -> worktree(tree));
        figures.row("capsule ready, " + size, ready, "git worktree add", worktree, "≤ 0.25");
        figures.row("capsule ready, " + size, ready, "overlay and bwrap alone", bare, "≤ 40 ms");
        teardowns.sort(Long::compare);
        figures.row(
                "teardown, " + size,
                Figures.number(teardowns.get(teardowns.size() / 2) / 1e6) + " ms",
                "",
                "",
                "≤ 30 ms");
        idle(size, base);
        return ready;
    }

    private BaseStore bases() {
        return new BaseStore(folder.resolve("bases"));
    }

    private CapsuleSpec spec(Base base) {
        return new CapsuleSpec(
                "c" + count++,
                base,
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Limits.NONE_REQUESTED,
                new Streams.Pipes(null));
    }

    private static long worktree(Tree tree) throws Exception {
        Path target = tree.folder().resolveSibling("worktree-" + tree.files());
        long took = Commands.time(tree.folder(), "git", "worktree", "add", "--quiet", "--detach", target.toString());
        Commands.run(tree.folder(), Map.of(), "git", "worktree", "remove", "--force", target.toString());
        return took;
    }

    /** Twenty at once on one base: what they add to the disk while they do nothing. */
    private void idle(String size, Base base) throws Exception {
        List<Capsule> idle = new ArrayList<>();
        long before = used();
        try {
            for (int i = 0; i < 20; i++) {
                Capsule capsule = capsules.prepare(spec(base), run.path(), journal);
                idle.add(capsule);
                capsule.start(List.of("/bin/sleep", "1000"));
            }
            long each = (used() - before) / 20;
            figures.row("disk per idle capsule, 20 at once, " + size, each + " kB", "", "", "≤ 200 kB");
        } finally {
            idle.forEach(Capsule::teardown);
        }
    }

    /** Kilobytes below the run's folder, as du counts them: blocks, folders included. */
    private long used() throws Exception {
        return Long.parseLong(
                Commands.run(folder, Map.of(), "du", "-skx", run.path().toString())
                        .split("\\s")[0]);
    }

    /** The least that any such sandbox costs: an overlay mount and bubblewrap with all namespaces, from a shell. */
    private double bareSandbox() throws Exception {
        Path bare = Files.createDirectories(folder.resolve("bare"));
        Commands.run(bare, Map.of(), "mkdir", "base", "up", "work", "mnt");
        String script =
                "mount -t overlay overlay -o lowerdir=base,upperdir=up,workdir=work,userxattr mnt && exec bwrap --unshare-all --die-with-parent --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/lib64 /lib64 --proc /proc --dev /dev --bind mnt /workspace --chdir /workspace /bin/true";
        return Figures.median(
                times,
                () -> Commands.time(
                        bare,
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "--propagation",
                        "private",
                        "sh",
                        "-c",
                        script));
    }

    private String machine() throws Exception {
        String cpu = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 2))
                .orElse("?");
        return Runtime.getRuntime().availableProcessors() + " cores (" + cpu + "), Linux "
                + System.getProperty("os.version") + ", Java " + Runtime.version() + "; medians of " + times;
    }

    @Override
    public void close() {
        run.delete();
        journal.remove();
    }
}
