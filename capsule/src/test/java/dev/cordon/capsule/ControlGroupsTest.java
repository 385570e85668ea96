package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Limits.Resource;
import dev.cordon.core.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both versions of the interface, read from texts as kernels write them; plain folders stand for the mounts. */
class ControlGroupsTest {
    @TempDir
    Path folder;

    private Path made(String path) throws IOException {
        return Files.createDirectories(folder.resolve(path));
    }

    private String legacy(String controller) {
        return "cgroup " + folder.resolve(controller) + " cgroup rw,relatime," + controller + " 0 0";
    }

    private String unified() {
        return "cgroup2 " + folder + " cgroup2 rw,nosuid,nsdelegate 0 0";
    }

    @Test
    void version1_eachControllerInItsOwnMount_belowOurOwnGroup() throws Exception {
        made("memory/ours/deep");
        made("pids");
        ControlGroups groups = ControlGroups.detect(
                List.of("proc /proc proc rw 0 0", legacy("memory"), legacy("pids")),
                List.of("4:memory:/ours/deep", "3:cpu:/", "8:pids:/", "0::/"));
        assertThat(groups.isUnified()).isFalse();
        assertThat(groups.enforces(Resource.CPU)).isFalse();
        assertThat(groups.folder(Resource.MEMORY, "c")).isEqualTo(folder.resolve("memory/ours/deep/c"));
        assertThat(groups.folders("c")).containsExactly(folder.resolve("memory/ours/deep/c"), folder.resolve("pids/c"));
    }

    @Test
    void version1_whereANamespaceHidesOurPath_theMountsRootServes() throws Exception {
        made("pids");
        ControlGroups groups = ControlGroups.detect(List.of(legacy("pids")), List.of("8:pids:/not/seen/here"));
        assertThat(groups.folder(Resource.PIDS, "c")).isEqualTo(folder.resolve("pids/c"));
    }

    @Test
    void version1_controllersThatShareAMount() throws Exception {
        made("cpu,cpuacct/own");
        ControlGroups groups = ControlGroups.detect(
                List.of("cgroup " + folder.resolve("cpu,cpuacct") + " cgroup rw,cpu,cpuacct 0 0"),
                List.of("2:cpu,cpuacct:/own"));
        assertThat(groups.folder(Resource.CPU, "c")).isEqualTo(folder.resolve("cpu,cpuacct/own/c"));
    }

    @Test
    void version2_besideOurOwnGroup_withTheControllersThatWereHandedDown() throws Exception {
        made("user.slice/run.scope");
        Files.writeString(folder.resolve("user.slice/cgroup.subtree_control"), "memory pids\n");
        ControlGroups groups = ControlGroups.detect(List.of(unified()), List.of("0::/user.slice/run.scope"));
        assertThat(groups.isUnified()).isTrue();
        assertThat(groups.folders("c")).containsExactly(folder.resolve("user.slice/c"));
        assertThat(groups.enforces(Resource.CPU)).isFalse();
        assertThat(groups.enforces(Resource.MEMORY)).isTrue();
    }

    @Test
    void version2_inTheRootGroup_itsChildrenServe_andNothingOutsideTheMount() throws Exception {
        Files.writeString(folder.resolve("cgroup.subtree_control"), "cpu memory pids\n");
        ControlGroups groups = ControlGroups.detect(List.of(unified()), List.of("0::/"));
        assertThat(groups.folder(Resource.CPU, "c")).isEqualTo(folder.resolve("c"));
    }

    @Test
    void version2_withoutDelegation_enforcesNothing() throws Exception {
        made("a/b");
        ControlGroups groups = ControlGroups.detect(List.of(unified()), List.of("0::/a/b"));
        assertThat(Resource.values()).noneMatch(groups::enforces);
    }

    @Test
    void neither_enforcesNothing() {
        assertThat(ControlGroups.detect(List.of("proc /proc proc rw 0 0"), List.of("0::/"))
                        .folders("c"))
                .isEmpty();
    }

    @Test
    void files_ofVersion1() {
        assertThat(ControlGroup.files(false, Resource.MEMORY, 1024)).isEqualTo(Map.of("memory.limit_in_bytes", "1024"));
        assertThat(ControlGroup.whereTheKernelHasIt(false, Resource.MEMORY, 1024))
                .isEqualTo(Map.of("memory.memsw.limit_in_bytes", "1024"));
        assertThat(ControlGroup.files(false, Resource.CPU, 1500))
                .isEqualTo(Map.of("cpu.cfs_period_us", "100000", "cpu.cfs_quota_us", "150000"));
        assertThat(ControlGroup.files(false, Resource.PIDS, 7)).isEqualTo(Map.of("pids.max", "7"));
    }

    @Test
    void files_ofVersion2() {
        assertThat(ControlGroup.files(true, Resource.MEMORY, 1024)).isEqualTo(Map.of("memory.max", "1024"));
        assertThat(ControlGroup.whereTheKernelHasIt(true, Resource.MEMORY, 1024))
                .isEqualTo(Map.of("memory.swap.max", "0", "memory.oom.group", "1"));
        assertThat(ControlGroup.whereTheKernelHasIt(true, Resource.PIDS, 1)).isEmpty();
        assertThat(ControlGroup.files(true, Resource.CPU, 500)).isEqualTo(Map.of("cpu.max", "50000 100000"));
    }

    @Test
    void limitThatTheKernelDoesNotTake_isRefused_andNoFolderIsLeft() {
        ControlGroups groups = new ControlGroups(true, Map.of(Resource.PIDS, folder));
        // A plain folder has no file "pids.max" to write to, as a group without the controller.
        assertThatThrownBy(() -> ControlGroup.create(groups, "c", Map.of(Resource.PIDS, 5L)))
                .isInstanceOfSatisfying(
                        CordonException.Refused.class,
                        e -> assertThat(e.problem().citedRule()).contains(Rule.C29));
        assertThat(folder.resolve("c")).doesNotExist();
    }

    @Test
    void breach_isReadFromEitherVersion() throws Exception {
        Path group = made("c");
        ControlGroup control = new ControlGroup(List.of(group));
        assertThat(control.breached()).isEmpty();
        Files.writeString(group.resolve("pids.events"), "max 3\n");
        assertThat(control.breached()).contains(Resource.PIDS);
        Files.writeString(group.resolve("memory.events"), "oom 1\noom_kill 0\n");
        assertThat(control.breached()).contains(Resource.PIDS);
        Files.writeString(group.resolve("memory.oom_control"), "under_oom 0\noom_kill 1\n");
        assertThat(control.breached()).contains(Resource.MEMORY);
    }

    @Test
    void groupThatStays_isNamed_withinItsPatience() throws Exception {
        // A folder that isn't empty can't be removed, as a group with a process can't.
        Path busy = Files.createFile(made("busy").resolve("f")).resolveSibling("");
        ControlGroup group = new ControlGroup(List.of(busy, folder.resolve("gone")));
        assertThatThrownBy(() -> group.remove(java.time.Duration.ofMillis(50)))
                .isInstanceOfSatisfying(
                        CordonException.Unavailable.class,
                        e -> assertThat(e.problem().code()).isEqualTo("control-group-stays"));
        Files.delete(busy.resolve("f"));
        group.remove();
        assertThat(busy).doesNotExist();
    }

    @Test
    void groupOfTheSameName_isSomebodyElses_andStays() throws Exception {
        Path theirs = made("c");
        ControlGroups groups = new ControlGroups(true, Map.of(Resource.PIDS, folder));
        assertThatThrownBy(() -> ControlGroup.create(groups, "c", Map.of(Resource.PIDS, 5L)))
                .isInstanceOf(CordonException.Refused.class);
        assertThat(theirs).isDirectory();
    }
}
