package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.Limits;
import dev.cordon.core.spi.Sandbox.Access;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.testing.Await;
import dev.cordon.testing.GitRepo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A mount that is copied on write: capsules do with it as they like, and nobody else sees it (C27). */
@ParameterizedClass
@EnumSource(SandboxLevel.class)
class CopiedMountTest {
    private static final String INSIDE = "/home/agent/.cache/shared";

    @Parameter
    SandboxLevel level;

    @TempDir
    Path folder;

    private Path shared;
    private Mount copied;
    private Workbench bench;

    @BeforeEach
    void sharedFolder() throws IOException {
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "a\n");
        repo.commit("first");
        bench = Workbench.around(folder, repo, level);
        shared = Files.createDirectories(folder.resolve("a shared, folder:1"));
        Files.createDirectories(shared.resolve("deep/er"));
        Files.writeString(shared.resolve("deep/er/file"), "shared\n");
        Files.writeString(shared.resolve("gone"), "here\n");
        copied = new Mount(shared, INSIDE, Access.COPY);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private CapsuleSpec spec(Mount... mounts) {
        return bench.spec(Limits.NONE_REQUESTED, Map.of(), mounts);
    }

    /** Names, contents and times of all that lies in the shared folder. */
    private Map<String, String> state() throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (Stream<Path> files = Files.walk(shared)) {
            for (Path file : files.toList()) {
                String content = Files.isRegularFile(file) ? Files.readString(file) : "";
                Object attributes = Files.readAttributes(
                        file, "unix:mode,ino,uid,gid,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
                state.put(shared.relativize(file).toString(), content + attributes);
            }
        }
        return state;
    }

    @Test
    void capsuleWritesChangesAndRemoves_andTheHostsFolderIsAsItWas() throws IOException {
        Map<String, String> before = state();
        String script = "cd " + INSIDE + " && echo mine >>deep/er/file && echo new >deep/new && rm gone"
                + " && mv deep/er deep/moved && chmod 700 deep && cat deep/moved/file && ls";
        try (Workbench.Outcome outcome = bench.sh(script, spec(copied))) {
            assertThat(outcome.errors()).isEmpty();
            assertThat(outcome.output()).isEqualTo("shared\nmine\ndeep\n");
        }
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void whatOneCapsuleWrote_theNextDoesNotSee() {
        bench.sh("echo poisoned >" + INSIDE + "/deep/er/file", spec(copied)).close();
        try (Workbench.Outcome next = bench.sh("cat " + INSIDE + "/deep/er/file", spec(copied))) {
            assertThat(next.output()).isEqualTo("shared\n");
        }
    }

    @Test
    void twoCapsulesAtOnce_writeApart() throws Exception {
        String script = "echo first >" + INSIDE + "/deep/er/file; echo written; until [ -e go ]; do sleep 0.02; done";
        String others = "cat " + INSIDE + "/deep/er/file";
        try (Workbench.Started first = bench.start(script, spec(copied))) {
            Await.until(Duration.ofSeconds(20), () -> first.out().soFar().equals("written\n"), "the first to write");
            try (Workbench.Outcome second = bench.sh(others, spec(copied))) {
                assertThat(second.output()).isEqualTo("shared\n");
            }
            first.running().stop(Capsule.Ending.STOPPED);
            first.await();
        }
    }

    @Test
    void severalMountsOfEveryKind_standWhereTheyWereAskedFor() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("o"), "other\n");
        Mount seen = new Mount(shared, "/srv/seen", Access.READ);
        Mount second = new Mount(other, "/srv/second", Access.COPY);
        String script =
                "cat " + INSIDE + "/gone /srv/seen/gone /srv/second/o; echo x >/srv/second/o && cat /srv/second/o;"
                        + " touch /srv/seen/x 2>/dev/null || echo closed";
        try (Workbench.Outcome outcome = bench.sh(script, spec(copied, seen, second))) {
            assertThat(outcome.output()).isEqualTo("here\nhere\nother\nx\nclosed\n");
        }
        assertThat(other.resolve("o")).hasContent("other\n");
    }

    @Test
    void whatIsWrittenToIt_countsAgainstTheDiskLimit() {
        CapsuleSpec limited = bench.spec(Limits.parse("disk=4m,time=60s"), Map.of(), copied);
        String fill = "i=0; while :; do head -c 1M /dev/zero >" + INSIDE + "/f$i; i=$((i+1)); sleep 0.05; done";
        try (Workbench.Outcome outcome = bench.sh(fill, limited)) {
            assertThat(outcome.ended().ending()).isEqualTo(Capsule.Ending.DISK_LIMIT);
        }
    }

    @Test
    void teardown_removesTheLayer() {
        bench.sh("mkdir " + INSIDE + "/d && chmod 0 " + INSIDE + "/d", spec(copied))
                .close();
        assertThat(bench.run.path().toFile().list()).isEmpty();
    }
}
