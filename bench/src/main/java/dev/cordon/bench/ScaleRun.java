package dev.cordon.bench;

import dev.cordon.bench.ScaleTask.Seen;
import dev.cordon.capsule.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code bench/scale}: many capsules at once, agents and supervisors killed at random, collection going on all the
 * while; then a repair, and an account of what was kept and what is left (C18, C30).
 */
public final class ScaleRun {
    private final CordonProcess cordon;
    private final List<String> commits;
    private final List<String> collections = new ArrayList<>();
    private final List<String> failedCollections = new ArrayList<>();

    private ScaleRun(Path folder) throws IOException, InterruptedException {
        Tree tree = Tree.make(folder.resolve("repo"), 300);
        for (int i = 0; i < 5; i++) {
            Files.writeString(tree.folder().resolve("d0/f" + i), "changed\n");
            Commands.run(
                    tree.folder(),
                    Map.of(),
                    "git",
                    "-c",
                    "user.name=B",
                    "-c",
                    "user.email=b@localhost",
                    "commit",
                    "-qam",
                    "c" + i);
        }
        this.commits = Commands.run(tree.folder(), Map.of(), "git", "rev-list", "HEAD")
                .lines()
                .toList();
        this.cordon = new CordonProcess(folder, tree.folder());
    }

    /**
     * What came of it.
     *
     * @param collections how often collection ran while tasks did, and how many of these failed
     */
    record Result(
            ScaleReport report,
            Leftovers.Count left,
            int collections,
            List<String> failedCollections,
            String repair,
            String listed) {
        /** Nothing lost, nothing left, nobody disturbed, and every snapshot is on the list. */
        boolean good() {
            return report.faults().isEmpty()
                    && left.nothing()
                    && failedCollections.isEmpty()
                    && report.snapshots().stream().allMatch(name -> listed.contains("\"" + name + "\""));
        }
    }

    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        int count = words.contains("--quick") ? 20 : 200;
        int atOnce = words.contains("--quick") ? 4 : 16;
        long seed = words.stream()
                .filter(w -> w.matches("[0-9]+"))
                .findFirst()
                .map(Long::parseLong)
                .orElse(1L);
        Path home = Path.of(System.getenv().getOrDefault("CORDON_BENCH_DIR", System.getProperty("java.io.tmpdir")));
        Path folder = Files.createTempDirectory(home, "cordon-scale");
        try {
            long begin = System.nanoTime();
            Result result = run(folder, count, atOnce, seed);
            System.out.println(count + " capsules, " + atOnce + " at once, seed " + seed + ", "
                    + (System.nanoTime() - begin) / 1_000_000_000 + " s\n\n" + result.report());
            System.out.println("| collections meanwhile | " + result.collections() + " |\n| of these failed | "
                    + result.failedCollections().size() + " |\n\nleft: " + result.left());
            result.report().faults().forEach(System.err::println);
            result.failedCollections().forEach(System.err::println);
            if (!result.good()) {
                System.err.println(result.left().processes() + "\n"
                        + result.left().folders() + "\n" + result.left().groups() + "\n" + result.repair());
                System.exit(1);
            }
        } finally {
            Folders.delete(folder);
        }
    }

    /** Does the whole of it in {@code folder}, whose name must be unique on this machine. */
    static Result run(Path folder, int count, int atOnce, long seed) throws Exception {
        ScaleRun scale = new ScaleRun(folder);
        List<Seen> seen = scale.tasks(count, atOnce, new Random(seed));
        CordonProcess.Result repair = scale.cordon.run("gc");
        CordonProcess.Result listed = scale.cordon.run("task", "list", "--json");
        ScaleReport report = new ScaleReport(seen, folder);
        return new Result(
                report,
                new Leftovers(folder).count(report.runs()),
                scale.collections.size(),
                scale.failedCollections,
                repair.output(),
                listed.output());
    }

    private List<Seen> tasks(int count, int atOnce, Random random) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService workers = Executors.newFixedThreadPool(atOnce);
                ExecutorService collector = Executors.newSingleThreadExecutor()) {
            Future<?> collecting = collector.submit(() -> collectUntil(over));
            try {
                List<Future<Seen>> futures = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    ScaleTask task = ScaleTask.of(i, commits, random);
                    futures.add(workers.submit(() -> task.run(cordon)));
                }
                return all(futures);
            } finally {
                over.set(true);
                collecting.get();
            }
        }
    }

    private static List<Seen> all(List<Future<Seen>> futures) throws InterruptedException, ExecutionException {
        List<Seen> seen = new ArrayList<>();
        for (Future<Seen> future : futures) {
            seen.add(future.get());
        }
        return seen;
    }

    private Void collectUntil(AtomicBoolean over) throws IOException, InterruptedException {
        while (!over.get()) {
            CordonProcess.Result result = cordon.run("gc");
            collections.add(result.output());
            if (result.exit() != 0) {
                failedCollections.add("collection ended with " + result.exit() + "\n" + result.output());
            }
        }
        return null;
    }
}
