package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.Limits;
import dev.cordon.core.spi.Sandbox.Confined;
import dev.cordon.core.spi.Sandbox.Confinement;
import dev.cordon.core.spi.Sandbox.Streams;
import dev.cordon.testing.GitRepo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is the container level's own; all else is in the contract's tests, which run on both levels. */
class ContainerSandboxTest {
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    @TempDir
    Path folder;

    private Workbench bench() {
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "a\n");
        repo.commit("first");
        return Workbench.around(folder, repo, SandboxLevel.CONTAINER);
    }

    @Test
    void environmentIsOnDiskNoLongerThanTheStartTakes() throws Exception {
        try (Workbench bench = bench()) {
            CapsuleSpec spec = bench.spec("agent", Limits.NONE_REQUESTED, Map.of("API_KEY", "canary-key"));
            try (Workbench.Started started = bench.start("echo up; exec sleep 60", spec)) {
                Path capsule = bench.run.path().resolve("agent");
                assertThat(capsule.resolve("config.json")).doesNotExist();
                assertThat(new HostProgram(
                                        List.of("grep", "-rl", "canary-key", capsule.toString()),
                                        Map.of("PATH", "/usr/bin:/bin"))
                                .run()
                                .text())
                        .isEmpty();
                started.running().stop(Capsule.Ending.STOPPED);
                started.await();
            }
        }
    }

    @Test
    void controlGroups_areItsOwn_andTheMasksAreThere() {
        try (Workbench bench = bench();
                Workbench.Outcome outcome =
                        bench.sh("cut -d: -f3 /proc/self/cgroup | sort -u; head -c 1 /proc/kcore | wc -c;"
                                + " cat /proc/keys; touch /proc/sys/kernel/core_pattern 2>/dev/null || echo kept")) {
            assertThat(outcome.output()).isEqualTo("/\n0\nkept\n");
        }
    }

    @Test
    void firstProcess_buriesOrphans_andCantBeEndedFromInside() {
        try (Workbench bench = bench();
                Workbench.Outcome outcome = bench.sh(
                        "for i in 1 2 3; do (sh -c 'exit 0' &) ; done; kill -9 1; kill -TERM 1; exec 2>/dev/null; i=0;"
                                + " while grep -l '^State:.Z' /proc/[0-9]*/status && [ $((i=i+1)) -lt 200 ]; do :; done >/dev/null;"
                                + " grep -l '^State:.Z' /proc/[0-9]*/status | wc -l; exit 3")) {
            assertThat(outcome.ended().exit()).isEqualTo(3);
            assertThat(outcome.output()).isEqualTo("0\n");
        }
    }

    /** A root of its own: one shell and what it is linked with. */
    @Test
    void imagesRoot_standsInPlaceOfTheHosts_andIsNotChanged() throws Exception {
        Path image = Files.createDirectories(folder.resolve("an image"));
        copy(Path.of("/bin/sh").toRealPath(), image.resolve("bin/sh"));
        String linked = new HostProgram(List.of("ldd", "/bin/sh"), Map.of("PATH", "/usr/bin:/bin"))
                .run()
                .text();
        for (Matcher library = LIBRARY.matcher(linked); library.find(); ) {
            copy(
                    Path.of(library.group(1)).toRealPath(),
                    image.resolve(library.group(1).substring(1)));
        }
        Files.writeString(image.resolve("mark"), "of the image\n");

        Path capsule = Files.createDirectories(folder.resolve("capsule"));
        CapsuleFolder.create(capsule);
        Confined confined = new ContainerSandbox(folder.resolve("skeleton"), Optional.of(image))
                .start(new Confinement(
                        capsule,
                        List.of(),
                        List.of(),
                        Map.of("PATH", "/bin"),
                        List.of(
                                "/bin/sh",
                                "-c",
                                "read x </mark; echo $x; [ -e /usr/bin ] || echo no host; (echo >/new) 2>/dev/null || echo read-only; echo y >made"),
                        List.of(),
                        Map.of(),
                        new Streams.Pipes(null)));
        String output = new String(confined.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        confined.awaitAllDead(Duration.ofSeconds(10));

        assertThat(output).isEqualTo("of the image\nno host\nread-only\n");
        assertThat(capsule.resolve("mnt/made")).hasContent("y");
        assertThat(image.toFile().list()).containsExactlyInAnyOrder("bin", "lib", "lib64", "mark");
    }

    private static void copy(Path from, Path to) throws Exception {
        Files.createDirectories(to.getParent());
        Files.copy(from, to);
    }
}
