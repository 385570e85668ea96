package dev.cordon.tck.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capsule.Checkout;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** With no sandbox the attacks cross, and the corpus says so: that it says "held" elsewhere means something (C33). */
class OracleTest {
    /** Those that a sandbox alone keeps out, and that are harmless without one. */
    private static final Set<Integer> CROSSING =
            Set.of(1, 2, 3, 4, 5, 7, 8, 9, 11, 20, 24, 29, 30, 31, 32, 33, 35, 41, 42, 46, 50);

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> attackWithoutASandbox_crosses() throws Exception {
        Bench bench = new Bench(
                folder.resolve("h"), _ -> new PlainSandbox(folder), (_, _, _, _) -> new ProcessBuilder("false"));
        Audit audit = Audit.open(folder.resolve("lab"), bench.engine(), Checkout.CLONE);
        return Audit.cases().stream()
                .filter(one -> CROSSING.contains(one.number()))
                .map(one -> DynamicTest.dynamicTest(
                        one.number() + " " + one.title(),
                        () -> assertThat(audit.attempt(one).verdict()).isInstanceOf(Verdict.Crossed.class)))
                .onClose(() -> CorpusTest.close(audit, bench));
    }
}
