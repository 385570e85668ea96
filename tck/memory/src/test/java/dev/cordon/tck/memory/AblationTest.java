package dev.cordon.tck.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With layers off, on both engines (C14): any one that is left holds; what router and key ring hold is stated. */
class AblationTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void onlyWithAllThreeLayersOff_aTextCrosses(String engine) {
        Map<Set<String>, Boolean> crossed = AblationResults.of(engine, folder).crossed();
        assertThat(crossed).hasSameSizeAs(AblationResults.SUBSETS);
        crossed.forEach((off, text) -> assertThat(text)
                .as("off: " + off)
                .isEqualTo(off.equals(Set.of(Layers.SEAL, Layers.SCOPED_READ, Layers.ENGINE))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void withoutTheKeyRing_erasedRowsOpenAgainFromACopy(String engine) {
        AblationResults results = AblationResults.of(engine, folder);
        assertThat(results.erasedOpensWithRing()).isFalse();
        assertThat(results.erasedOpensWithoutRing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void withoutTheRouter_whoIsTakenForSomebody_getsTheirs_byAMintedIdOnly(String engine) {
        assertThat(AblationResults.of(engine, folder).routerOff())
                .isEqualTo(new Ablation.RouterOff(true, false, false));
    }
}
