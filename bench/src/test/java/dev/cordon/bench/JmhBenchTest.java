package dev.cordon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.runner.RunnerException;

/** JMH's rows come from a JVM of their own, with error and peer, and none comes from a benchmark that failed. */
class JmhBenchTest {
    private final Figures figures = new Figures();

    @TempDir
    Path folder;

    @Test
    void benchmarksOfAPair_areARow_withErrorPeerAndRatio() throws Exception {
        new JmhBench(folder, figures, true).measure(JmhIds.class);

        String number = "\\d+(\\.\\d\\d)?";
        assertThat(figures.toString().lines().skip(2))
                .singleElement()
                .asString()
                .matches("\\| verify an id, JMH \\| N ± N µs \\| HMAC-SHA256 of the JDK N ± N µs \\| N \\|  \\|"
                        .replace("N", number));
    }

    /** Their folder takes no files, which JMH itself would pass over. */
    @Test
    void benchmarkThatFails_failsTheRun_andMakesNoRow() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("jmh"), Path.of("/proc"));

        assertThatThrownBy(() -> new JmhBench(folder, figures, true).measure(JmhAppend.class))
                .isInstanceOf(RunnerException.class);

        assertThat(figures.toString().lines().skip(2)).isEmpty();
        Files.delete(link);
    }

    @Test
    void everyBenchmark_isInARow() {
        assertThat(JmhBench.PAIRS)
                .allSatisfy(pair -> assertThat(benchmarks(pair.owner())).contains(pair.ours(), pair.peers()));
        JmhBench.PAIRS.stream()
                .map(JmhBench.Pair::owner)
                .distinct()
                .forEach(owner -> assertThat(rows(owner)).containsAll(benchmarks(owner)));
    }

    private static List<String> benchmarks(Class<?> owner) {
        return Arrays.stream(owner.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(Method::getName)
                .toList();
    }

    private static List<String> rows(Class<?> owner) {
        return JmhBench.PAIRS.stream()
                .filter(pair -> pair.owner() == owner)
                .flatMap(pair -> Stream.of(pair.ours(), pair.peers()))
                .toList();
    }
}
