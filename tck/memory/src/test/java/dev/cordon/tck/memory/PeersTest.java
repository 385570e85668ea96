package dev.cordon.tck.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Other people's memories, used as their documentation recommends: what each does not keep is known, with the reason. */
class PeersTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SQLITE", "POSTGRES"})
    void peer_keepsAllThatItClaims_butForWhatIsKnown(Systems peer) throws Exception {
        try (MemoryUnderTest memory = peer.open(folder)) {
            Conformance.check(memory, Effort.USUAL).outcomes().forEach(outcome -> peer.note(memory, outcome));
        }
        Report report = peer.report(folder);
        assertThat(report.outcomes().stream()
                        .filter(outcome -> outcome.finding() instanceof Finding.Broken)
                        .map(outcome -> outcome.check().name())
                        .collect(Collectors.toSet()))
                .as(report.outcomes().toString())
                .isEqualTo(peer.notKept().keySet());
        assertThat(report.outcomes())
                .extracting(outcome -> outcome.finding().detail())
                .noneMatch(detail -> detail.startsWith("it failed on the way"));
    }
}
