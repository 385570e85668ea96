package dev.cordon.bench;

import dev.cordon.capsule.Folders;
import dev.cordon.run.RunRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code bench/limits}: one capsule takes all that it can get while a neighbour does a fixed piece of work (C29, C34).
 * The neighbour's work keeps every core busy, so beside another capsule its fair share is half the machine and its
 * fair time twice what it takes alone. Both wait for one signal, so that starting up is not measured.
 */
public final class LimitsBench {
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final long PATIENCE_SECONDS = 120;

    /** Computes and forks, as a build does, on every core; prints how long that took. */
    private static final String WORK = String.format(Locale.ROOT, """
            echo waiting
            until [ -e "$GO/go" ]; do sleep 0.02; done
            begin=$(date +%%s%%N)
            c=0; while [ $c -lt %d ]; do
                (i=0; while [ $i -lt 150 ]; do sh -c : ; echo x >f$c; j=0; while [ $j -lt 3000 ]; do j=$((j+1)); done; i=$((i+1)); done) &
                c=$((c+1))
            done
            wait
            echo took $((($(date +%%s%%N)-begin)/1000)) us
            rm -f f*
            """, CORES);

    private final Path folder;
    private final Path state;
    private final CordonProcess cordon;
    private final Path signal;
    private final int times;
    private final Figures figures = new Figures();
    private int count;

    private LimitsBench(Path folder, int times) throws IOException, InterruptedException {
        this.folder = folder;
        this.state = Files.createDirectories(folder.resolve("state"));
        this.times = times;
        this.signal = Files.createDirectories(folder.resolve("signal"));
        Files.writeString(folder.resolve("cordon.yaml"), "version: 1\ncapsule: { mounts: [\"" + signal + "\"] }\n");
        this.cordon =
                new CordonProcess(state, Tree.make(folder.resolve("repo"), 100).folder());
    }

    public static void main(String[] arguments) throws Exception {
        boolean quick = List.of(arguments).contains("--quick");
        Path home = Path.of(System.getenv().getOrDefault("CORDON_BENCH_DIR", System.getProperty("java.io.tmpdir")));
        Path folder = Files.createTempDirectory(home, "cordon-limits");
        try {
            LimitsBench bench = new LimitsBench(folder, quick ? 1 : 5);
            bench.measure(named(List.of(arguments)));
            System.out.println(CORES + " cores, medians of " + bench.times + "\n\n" + bench.figures);
        } finally {
            Folders.delete(folder);
        }
    }

    /** All attacks, or those of which a word of the command line is a part of the name. */
    private static List<Attack> named(List<String> words) {
        List<String> names =
                words.stream().filter(word -> !word.startsWith("--")).toList();
        return Attack.all().stream()
                .filter(attack -> names.isEmpty() || names.stream().anyMatch(attack.name()::contains))
                .toList();
    }

    private void measure(List<Attack> attacks) throws Exception {
        neighbour(Optional.empty());
        for (Attack attack : attacks) {
            List<Double> alone = new ArrayList<>();
            List<Double> beside = new ArrayList<>();
            String end = "";
            for (int i = 0; i < times; i++) {
                // In turns, so that what else the machine does weighs on both alike.
                alone.add(neighbour(Optional.empty()));
                String task = "attack-" + count++;
                beside.add(neighbour(Optional.of(new Attacker(attack, task))));
                end = ended(attack, task);
            }
            figures.row(
                    "work beside a " + attack.name() + ", which ended: " + end,
                    median(beside),
                    "its fair share",
                    2 * median(alone),
                    "≤ 1.2");
        }
    }

    /** An attack and the name of the task that makes it. */
    private record Attacker(Attack attack, String task) {}

    /** Milliseconds that the work took, beside the attack if there is one. */
    private double neighbour(Optional<Attacker> attacker) throws Exception {
        Files.deleteIfExists(signal.resolve("go"));
        Listened working = start("work-" + count++, "time=100s", WORK);
        try {
            working.await("waiting");
            Optional<Listened> attacking = attacker.isEmpty()
                    ? Optional.empty()
                    : Optional.of(start(
                            attacker.get().task(),
                            attacker.get().attack().limits(),
                            attacker.get().attack().script()));
            if (attacking.isPresent()) {
                attacking.get().await("begun");
                // Let it get going: the first moments of a bomb are its smallest.
                attacking.get().process().waitFor(500, TimeUnit.MILLISECONDS);
            }
            Files.createFile(signal.resolve("go"));
            String took = working.await("took ");
            if (attacking.isPresent()) {
                attacking.get().end();
            }
            working.end();
            return Long.parseLong(took.split(" ")[1]) / 1000.0;
        } finally {
            working.process().destroyForcibly();
        }
    }

    private Listened start(String task, String limits, String script) throws IOException {
        Process process = cordon.start(
                "run",
                "--config",
                folder.resolve("cordon.yaml").toString(),
                "--task",
                task,
                "--limit",
                limits,
                "--",
                "env",
                "GO=" + signal,
                "sh",
                "-c",
                script);
        return Listened.to(process);
    }

    /** How the attack's run ended, as its record says; fails where that is not how it should, or something is left. */
    private String ended(Attack attack, String task) throws IOException {
        KeptTask kept = Optional.ofNullable(KeptTask.in(state).get(task))
                .orElseThrow(() -> new IOException("no record of " + task));
        RunRecord run = kept.run().orElseThrow(() -> new IOException(task + " has no record of its run"));
        Leftovers.Count left = new Leftovers(state).count(List.of(run.id()));
        if (!attack.reasons().contains(run.reason()) || !left.nothing()) {
            throw new IOException(attack.name() + " ended with '" + run.reason() + "' (" + run.ending() + ", exit "
                    + run.exit() + "); left: " + left + left.processes() + left.folders());
        }
        String dropped = run.outputDropped() > 0 ? ", " + (run.outputDropped() >> 20) + " MB of output dropped" : "";
        return (run.reason().isEmpty() ? "well" : run.reason()) + dropped;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** A process whose short lines are waited for; all that it says is read. */
    private record Listened(Process process, CompletableFuture<String> first, CompletableFuture<String> result) {
        private static final int KEPT = 4_000;

        static Listened to(Process process) {
            Listened listened = new Listened(process, new CompletableFuture<>(), new CompletableFuture<>());
            Thread.ofPlatform().daemon().start(listened::read);
            return listened;
        }

        /** Lines at the beginning count; a flood that comes after them is only taken away. */
        private void read() {
            StringBuilder said = new StringBuilder();
            byte[] buffer = new byte[64 << 10];
            try (InputStream stream = process.getInputStream()) {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    if (said.length() < KEPT) {
                        said.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                        said.toString().lines().forEach(this::heard);
                    }
                }
            } catch (IOException ended) {
                said.append("(broken off)");
            }
            String all = said.substring(0, Math.min(said.length(), KEPT));
            first.completeExceptionally(new IOException(all));
            result.completeExceptionally(new IOException(all));
        }

        private void heard(String line) {
            if (line.equals("waiting") || line.equals("begun")) {
                first.complete(line);
            } else if (line.matches("took [0-9]+ us")) {
                result.complete(line);
            }
        }

        String await(String what) throws Exception {
            return (what.startsWith("took") ? result : first).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        void end() throws IOException, InterruptedException {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("a run does not end");
            }
        }
    }
}
