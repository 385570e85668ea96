package dev.cordon.tck.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With layers off, on both engines (C14): any one that is left holds; what router and key ring hold is stated. */
class AblationTest {
    static final List<Set<String>> SUBSETS = List.of(
            Set.of(),
            Set.of(Layers.SEAL),
            Set.of(Layers.SCOPED_READ),
            Set.of(Layers.ENGINE),
            Set.of(Layers.SEAL, Layers.SCOPED_READ),
            Set.of(Layers.SEAL, Layers.ENGINE),
            Set.of(Layers.SCOPED_READ, Layers.ENGINE),
            Set.of(Layers.SEAL, Layers.SCOPED_READ, Layers.ENGINE));

    @TempDir
    Path folder;

    static Bench bench(String engine, Path folder) {
        return engine.equals("sqlite") ? SqliteBench.in(folder) : PostgresBench.in(PostgresServer.shared(), folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void onlyWithAllThreeLayersOff_aTextCrosses(String engine) {
        try (Bench bench = bench(engine, folder)) {
            Ablation ablation = new Ablation(bench);
            assertThat(SUBSETS.stream().filter(ablation::crosses)).containsExactly(SUBSETS.getLast());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void withoutTheKeyRing_nothingCrosses_butErasedRowsOpenAgainFromACopy(String engine) {
        try (Bench bench = bench(engine, folder)) {
            Ablation ablation = new Ablation(bench);
            assertThat(Stream.of(Set.of(Layers.KEY_RING), Set.of(Layers.KEY_RING, Layers.SCOPED_READ, Layers.ENGINE))
                            .filter(ablation::crosses))
                    .isEmpty();
            assertThat(ablation.erasedOpensAgain(true)).isFalse();
            assertThat(ablation.erasedOpensAgain(false)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void withoutTheRouter_whoIsTakenForSomebody_getsTheirs_byAMintedIdOnly(String engine) {
        try (Bench bench = bench(engine, folder)) {
            assertThat(new Ablation(bench).routerOff()).isEqualTo(new Ablation.RouterOff(true, false, false));
        }
    }
}
