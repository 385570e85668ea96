package dev.cordon.tck.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capsule.Checkout;
import dev.cordon.capsule.SandboxLevel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every attack of the corpus is made for real, at both levels, and held (C27, C28, C33). */
@ParameterizedClass
@EnumSource(SandboxLevel.class)
class CorpusTest {
    @Parameter
    SandboxLevel level;

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> everyAttack_isHeld() throws Exception {
        Bench bench = new Bench(folder.resolve("h"), level::in, TestSupervisor.at(folder.resolve("h"), level));
        Audit audit = Audit.open(folder.resolve("lab"), bench.engine(), Checkout.OVERLAY);
        List<AttackCase> cases =
                Audit.cases().stream().filter(CorpusTest::isWanted).toList();
        return cases.stream()
                .map(one -> DynamicTest.dynamicTest(one.number() + " " + one.title(), () -> assertHeld(audit, one)))
                .onClose(() -> close(audit, bench));
    }

    private static void assertHeld(Audit audit, AttackCase one) throws InterruptedException {
        assertThat(audit.attempt(one).verdict()).isEqualTo(new Verdict.Held());
    }

    private static boolean isWanted(AttackCase one) {
        String wanted = System.getProperty("cases", "");
        return wanted.isEmpty() || List.of(wanted.split(",")).contains(Integer.toString(one.number()));
    }

    static void close(Audit audit, Bench bench) {
        try (bench) {
            audit.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
