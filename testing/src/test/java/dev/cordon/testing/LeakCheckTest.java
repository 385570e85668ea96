package dev.cordon.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs fixture classes in an engine of their own, with the check registered as it is everywhere. */
class LeakCheckTest {
    @AfterEach
    void endWhatTheFixturesLeft() throws IOException {
        Leaky.cleanUp();
    }

    @Test
    void processLeft_failsAndNamesIt() {
        assertThat(complaint(Leaky.LeavesAProcess.class)).contains("left behind", "process", "sleep 61");
    }

    @Test
    void processLeftByBeforeAll_failsTheClass() {
        assertThat(complaint(Leaky.LeavesAProcessFromBeforeAll.class))
                .contains("LeavesAProcessFromBeforeAll", "process", "sleep 62");
    }

    @Test
    void orphanInItsOwnSession_failsAndNamesIt() {
        assertThat(complaint(Leaky.LeavesAnOrphan.class)).contains("process", "sleep 63");
    }

    @Test
    void namespaceLeft_failsAndNamesIt() {
        assertThat(complaint(Leaky.LeavesANamespace.class)).contains("namespace uts:[");
    }

    @Test
    void descriptorLeft_failsAndNamesTheFile() {
        assertThat(complaint(Leaky.LeavesADescriptor.class)).contains("descriptor", "open.txt");
    }

    @Test
    void socketLeft_fails() {
        assertThat(complaint(Leaky.LeavesASocket.class)).contains("descriptor socket:[");
    }

    @Test
    void temporaryFolderLeft_failsAndNamesIt() {
        assertThat(complaint(Leaky.LeavesATemporaryFolder.class)).contains("temporary file", "cordon-leak-");
    }

    @Test
    void resourceOfAModulesOwnProbeLeft_fails() {
        assertThat(complaint(Leaky.LeavesAProbedThing.class)).contains("session sess_fixture");
    }

    @Test
    void cleanTest_passes() {
        assertThat(complaints(Leaky.EndsWhatItStarted.class)).isEmpty();
    }

    @Test
    void excusedClass_passes() {
        assertThat(complaints(Leaky.Excused.class)).isEmpty();
    }

    @Test
    void excuseForAnotherKind_doesNotHelp() {
        assertThat(complaint(Leaky.ExcusedForAnotherKind.class)).contains("sleep 67");
    }

    @Test
    void excuseWithoutReason_fails() {
        assertThat(complaints(Leaky.ExcusedWithoutReason.class))
                .first()
                .asString()
                .contains("names no reason");
    }

    private static String complaint(Class<?> fixture) {
        List<String> complaints = complaints(fixture);
        assertThat(complaints).hasSize(1);
        return complaints.getFirst();
    }

    private static List<String> complaints(Class<?> fixture) {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .configurationParameter(LeakCheck.PATIENCE, "150")
                .selectors(selectClass(fixture))
                .execute();
        return results.allEvents().failed().stream()
                .map(event -> event.getPayload(TestExecutionResult.class)
                        .orElseThrow()
                        .getThrowable()
                        .orElseThrow()
                        .getMessage())
                .toList();
    }
}
