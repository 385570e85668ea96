package dev.cordon.tck.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capsule.Checkout;
import dev.cordon.capsule.SandboxLevel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every attack of the corpus is made for real, at both levels, and every one but the known ones is held (C27, C28, C33). */
@ParameterizedClass
@EnumSource(SandboxLevel.class)
class CorpusTest {
    /**
     * What is known to cross, and told as crossing by {@code cordon audit self}: the patch's scanner looks at one file
     * after another as text, so half a secret, and an encoded one, is none to it.
     */
    private static final Set<Integer> OPEN = Set.of(52, 53);

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
        Audit.Result result = audit.attempt(one);
        if (OPEN.contains(one.number())) {
            assertThat(result.verdict())
                    .as("once it is held, it leaves the list")
                    .isInstanceOf(Verdict.Crossed.class);
        } else {
            assertThat(result.verdict()).isEqualTo(new Verdict.Held());
        }
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
