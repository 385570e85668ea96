package dev.cordon.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class ProbesTest {
    private static final Resource THING = new Resource("thing", "1", "a thing");

    @Test
    void resourceThatGoesAfterAWhile_isNoLeak() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        Probes probes = new Probes(List.of(() -> looks.incrementAndGet() < 4 ? List.of(THING) : List.of()));

        assertThat(probes.newSince(List.of(), Duration.ofSeconds(20), any -> true))
                .isEmpty();
        assertThat(looks).hasValue(4);
    }

    @Test
    void resourceThatStays_isALeakOnceThePatienceEnds() throws InterruptedException {
        Probes probes = new Probes(List.of(() -> List.of(THING)));

        assertThat(probes.newSince(List.of(), Duration.ofMillis(5), any -> true))
                .containsExactly(THING);
    }

    @Test
    void resourceThatWasThereBefore_isNoLeakWhateverItIsCalledNow() throws InterruptedException {
        Probes probes = new Probes(List.of(() -> List.of(new Resource("thing", "1", "renamed"))));

        assertThat(probes.newSince(List.of(THING), Duration.ZERO, any -> true)).isEmpty();
    }

    @Test
    void sameIdOfAnotherKind_isAnotherResource() throws InterruptedException {
        Probes probes = new Probes(List.of(() -> List.of(new Resource("other", "1", "x"))));

        assertThat(probes.newSince(List.of(THING), Duration.ZERO, any -> true)).hasSize(1);
    }

    @Test
    void secondDescriptorOnAFileThatIsOpenAlready_isSeen(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("twice.txt"), "x");
        DescriptorProbe probe = new DescriptorProbe();
        try (var first = Files.newInputStream(file)) {
            int before = probe.present().size();
            try (var second = Files.newInputStream(file)) {
                assertThat(probe.present()).hasSize(before + 1);
            }
        }
    }

    @Test
    void deadProcessThatNobodyWaitedFor_isNoLeak() {
        assertThat(new ProcessEntry(1, 1, 1, 'Z').alive()).isFalse();
        assertThat(new ProcessEntry(1, 1, 1, 'S').alive()).isTrue();
    }

    @Test
    void markOfAnotherRunWithTheSameBeginning_isNotOurs() {
        String ours = TestMark.NAME + "=" + TestMark.value();
        assertThat(TestMark.in("A=1\0" + ours + "\0B=2\0")).isTrue();
        assertThat(TestMark.in("A=1\0" + ours + "0\0")).isFalse();
        assertThat(TestMark.in("X" + ours + "\0")).isFalse();
        assertThat(TestMark.in("")).isFalse();
    }

    @Test
    @EnabledIf("mayMount")
    void mountOfThisNamespace_isSeen(@TempDir Path folder) {
        MountProbe probe = new MountProbe();
        Programs.run("mount", "-t", "tmpfs", "none", folder.toString()).orFail();
        try {
            assertThat(probe.present()).anyMatch(mount -> mount.description().equals(folder.toString()));
        } finally {
            Programs.run("umount", folder.toString()).orFail();
        }
        assertThat(probe.present()).noneMatch(mount -> mount.description().equals(folder.toString()));
    }

    /** Mounting into our own namespace needs root; elsewhere the reading of mountinfo is covered by the root mount. */
    static boolean mayMount() throws Exception {
        return Programs.run("unshare", "--mount", "true").exit() == 0;
    }

    @Test
    void rootMount_isListed() {
        assertThat(new MountProbe().present())
                .anyMatch(mount -> mount.description().equals("/"));
    }
}
