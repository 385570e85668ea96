package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.CordonException;
import dev.cordon.testing.GitRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State folders without space or without permission: said with the mend, and nothing half-made stays. */
class DiskFaultTest {
    @TempDir
    Path folder;

    private GitRepo repo;
    private Path home;

    @BeforeEach
    void repository() throws Exception {
        byte[] incompressible = new byte[1 << 20];
        new java.util.Random(7).nextBytes(incompressible);
        repo = GitRepo.init(folder.resolve("repo")).write("big", incompressible).write("a.txt", "a\n");
        repo.commit("first");
        home = Files.createDirectory(folder.resolve("state"));
    }

    /** Runs a capsule in a JVM that sees a file system of its own at the state folder. */
    private String onMount(String options) throws Exception {
        List<String> mounting = List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o " + options + " tmpfs '" + home + "' && exec \"$@\"",
                "sh");
        try (ChildJvm child = ChildJvm.behind(
                mounting, OneCapsule.class, home.toString(), repo.folder().toString())) {
            return child.finish();
        }
    }

    /** Says how it ended, and what it left. */
    static final class OneCapsule {
        public static void main(String[] arguments) throws Exception {
            Path home = Path.of(arguments[0]);
            try (Workbench bench = Workbench.in(home, GitRepo.at(Path.of(arguments[1])));
                    Workbench.Outcome outcome = bench.sh("true")) {
                System.out.println("exit " + outcome.ended().exit());
            } catch (CordonException.Unavailable e) {
                System.out.println(
                        "unavailable; " + e.problem().why() + "; " + e.problem().mend());
            }
            try (var left = Files.walk(home)) {
                System.out.println(left.filter(Files::isRegularFile)
                        .map(file -> home.relativize(file).toString())
                        .filter(file -> !file.startsWith("skeleton"))
                        .collect(Collectors.joining(",", "left:", ".")));
            }
        }
    }

    @Test
    void noSpaceForTheBase() throws Exception {
        assertThat(onMount("size=700k")).contains("unavailable;", "Out of diskspace", "free some space", "left:.");
    }

    @Test
    void noInodesForTheBase() throws Exception {
        assertThat(onMount("size=64m,nr_inodes=26"))
                .contains("unavailable;", "No space left", "free some space", "left:.");
    }

    @Test
    void noSpaceAtAll() throws Exception {
        assertThat(onMount("size=4k")).contains("unavailable;", "No space left", "free some space", "left:.");
    }

    @Test
    void readOnlyStateFolder() throws Exception {
        assertThat(onMount("ro")).contains("unavailable;", "Read-only file system", "point CORDON_HOME", "left:.");
    }
}
