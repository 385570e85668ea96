package dev.cordon.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What takes microseconds, measured by JMH: average times and their error (half of the 99.9 % confidence interval), each
 * benchmark in a JVM of its own, the peer right after or before. A benchmark that fails fails the run.
 *
 * <p>What the benchmarks make lies in their JVM's temporary folder, which is below the given one; who gave that deletes
 * it.
 */
final class JmhBench {
    static final List<Pair> PAIRS = List.of(
            new Pair(JmhAppend.class, "append", "durable append", "insert", "raw SQLite insert", "≤ 1.5"),
            new Pair(JmhSeal.class, "sealRecord", "seal a record of 300 bytes", "bareSeal", "AES-GCM of the JDK", ""),
            new Pair(JmhSeal.class, "sealBytes", "the partition's cipher alone", "bareSeal", "AES-GCM of the JDK", ""),
            new Pair(JmhSeal.class, "openRecord", "open a record of 300 bytes", "bareOpen", "AES-GCM of the JDK", ""),
            new Pair(JmhIds.class, "verify", "verify an id", "hmac", "HMAC-SHA256 of the JDK", ""),
            new Pair(JmhRecall.class, "recall", "recall over 1,000 records", "fullText", "SQLite FTS5", ""),
            new Pair(JmhOpen.class, "open", "open and the last 20 records", "connect", "raw SQLite", ""));

    private final Path folder;
    private final Figures figures;
    private final boolean quick;

    JmhBench(Path folder, Figures figures, boolean quick) {
        this.folder = folder;
        this.figures = figures;
        this.quick = quick;
    }

    /** Two methods of a class of benchmarks that make a row. */
    record Pair(Class<?> owner, String ours, String what, String peers, String peer, String aim) {}

    void measure() throws Exception {
        for (Class<?> owner : PAIRS.stream().map(Pair::owner).distinct().toList()) {
            measure(owner);
        }
    }

    /** All that {@code owner} has, in a run of its own, so that its rows are there when it is done. */
    void measure(Class<?> owner) throws Exception {
        Map<String, Score> scores = run(owner);
        for (Pair pair : PAIRS) {
            if (pair.owner() == owner) {
                row(pair, scored(scores, pair.ours()), scored(scores, pair.peers()));
            }
        }
    }

    private Map<String, Score> run(Class<?> owner) throws Exception {
        // Its lock is one file for the whole machine: left behind, and in the way of others who measure or test.
        System.setProperty("jmh.ignoreLock", "true");
        return new Runner(options(owner))
                .run().stream()
                        .collect(Collectors.toMap(run -> run.getPrimaryResult().getLabel(), Score::of));
    }

    private Options options(Class<?> owner) throws Exception {
        Path temporary = Files.createDirectories(folder.resolve("jmh"));
        TimeValue iteration = TimeValue.milliseconds(quick ? 300 : 800);
        return new OptionsBuilder()
                .include("^" + owner.getName().replace(".", "\\.") + "\\.")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(1)
                .warmupIterations(5)
                .warmupTime(iteration)
                .measurementIterations(5)
                .measurementTime(iteration)
                .jvmArgsAppend("-Djava.io.tmpdir=" + temporary)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
    }

    private static Score scored(Map<String, Score> scores, String method) {
        return Objects.requireNonNull(scores.get(method), "no benchmark is named so: " + method);
    }

    private void row(Pair pair, Score ours, Score peer) {
        String ratio = Figures.number(ours.micros() / peer.micros());
        figures.row(pair.what() + ", JMH", ours.toString(), pair.peer() + " " + peer, ratio, pair.aim());
    }

    /** What JMH makes of a benchmark's iterations. */
    private record Score(double micros, double error) {
        static Score of(RunResult run) {
            return new Score(
                    run.getPrimaryResult().getScore(), run.getPrimaryResult().getScoreError());
        }

        @Override
        public String toString() {
            return Figures.number(micros) + " ± " + Figures.number(error) + " µs";
        }
    }
}
