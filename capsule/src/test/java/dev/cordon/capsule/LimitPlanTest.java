package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Limits;
import dev.cordon.core.Limits.Resource;
import dev.cordon.core.Rule;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C29: what was asked for is enforced or refused; a default that can't be is left out, and said so. */
class LimitPlanTest {
    private static final ControlGroups NONE = ControlGroups.none();

    private static String mechanism(LimitPlan plan, Resource resource) {
        return plan.lines().stream()
                .filter(line -> line.resource() == resource)
                .map(LimitPlan.Line::mechanism)
                .findFirst()
                .orElse("absent");
    }

    @Test
    void defaultsWithoutControlGroups_rootCantLimitProcessesOrMemory_andTheRecordSaysSo() {
        LimitPlan plan = LimitPlan.of(Limits.NONE_REQUESTED, NONE, true);
        assertThat(mechanism(plan, Resource.PIDS)).isEqualTo("none");
        assertThat(mechanism(plan, Resource.MEMORY)).isEqualTo("none");
        assertThat(mechanism(plan, Resource.CPU)).isEqualTo("absent");
        assertThat(mechanism(plan, Resource.DISK)).isEqualTo("rlimit per file and supervisor");
        assertThat(mechanism(plan, Resource.TIME)).isEqualTo("supervisor");
        assertThat(plan.inForce(Resource.PIDS)).isEmpty();
        assertThat(plan.lines()).noneMatch(LimitPlan.Line::requested);
        assertThat(plan.byUlimit()).containsOnlyKeys("f");
    }

    @Test
    void usersProcesses_areCountedInTheCapsulesOwnNamespace() {
        LimitPlan plan = LimitPlan.of(Limits.NONE_REQUESTED, NONE, false);
        assertThat(mechanism(plan, Resource.PIDS)).isEqualTo("rlimit");
        assertThat(plan.byUlimit()).containsEntry("p", 1024L);
    }

    @Test
    void memoryThatWasAskedFor_isAddressSpaceWhereThereIsNoGroup_inBlocksOfTheShell() {
        LimitPlan plan = LimitPlan.of(Limits.parse("memory=1g,disk=1m"), NONE, false);
        assertThat(mechanism(plan, Resource.MEMORY)).isEqualTo("rlimit per process");
        assertThat(plan.byUlimit()).containsEntry("v", 1L << 20).containsEntry("f", 2048L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu=1", "pids=10"})
    void askedForAndNotEnforceable_isRefusedWithTheRuleAndTheMend(String limit) {
        assertThatThrownBy(() -> LimitPlan.of(Limits.parse(limit), NONE, true))
                .isInstanceOfSatisfying(CordonException.Refused.class, e -> {
                    assertThat(e.problem().citedRule()).contains(Rule.C29);
                    assertThat(e.problem().mend()).contains("systemd-run");
                });
    }

    @Test
    void controlGroupsComeFirst() {
        ControlGroups groups = new ControlGroups(
                false, Map.of(Resource.MEMORY, java.nio.file.Path.of("/g"), Resource.CPU, java.nio.file.Path.of("/g")));
        LimitPlan plan = LimitPlan.of(Limits.parse("cpu=1.5,memory=1g"), groups, false);
        assertThat(plan.byControlGroup()).containsEntry(Resource.CPU, 1500L).containsEntry(Resource.MEMORY, 1L << 30);
        assertThat(plan.byUlimit()).doesNotContainKey("v");
        assertThat(plan.lines())
                .filteredOn(LimitPlan.Line::requested)
                .extracting(LimitPlan.Line::mechanism)
                .containsOnly("cgroup");
    }
}
