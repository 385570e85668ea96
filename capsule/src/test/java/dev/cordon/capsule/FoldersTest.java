package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.GitRepo;
import dev.cordon.testing.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees as hostile as a capsule can make them: deleted, measured and harvested all the same. */
class FoldersTest {
    private static final String TEN_THOUSAND_DEEP = """
            python3 -c "
            import os
            for i in range(10000):
                os.mkdir('d'); os.chdir('d')
            open('bottom', 'w').write('x' * 1000)
            "
            """;

    @TempDir
    Path folder;

    @Test
    void delete_opensClosedFolders_followsNoLink_andMissesNothing() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "k");
        Path tree = Files.createDirectories(folder.resolve("tree/a/b"));
        Files.createSymbolicLink(tree.resolve("out"), outside);
        Files.createSymbolicLink(tree.resolve("dangling"), Path.of("/nowhere"));
        Programs.in(folder)
                .start("sh", "-c", "echo x >tree/a/f; chmod 000 tree/a/b tree/a")
                .orFail();
        Folders.delete(folder.resolve("tree"));
        Folders.delete(folder.resolve("tree"));
        assertThat(folder.resolve("tree")).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
        Path link = Files.createSymbolicLink(folder.resolve("link"), outside);
        Folders.delete(link);
        assertThat(link).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
    }

    @Test
    void tenThousandFoldersDeep_isMeasuredAndDeleted_alsoWhenClosed() throws Exception {
        Path deep = Files.createDirectory(folder.resolve("deep"));
        Programs.in(deep).start("sh", "-c", TEN_THOUSAND_DEEP + "chmod 000 d").orFail();
        assertThat(Folders.size(deep)).isEqualTo(new Folders.Size(1000, 10_001));
        Folders.delete(deep);
        assertThat(deep).doesNotExist();
    }

    @Test
    void liveSize_followsNoLink_andCountsWhatIsTooDeepOrTooManyForItsOwnWalk() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.write(outside.resolve("large"), new byte[5000]);
        Path live = Files.createDirectory(folder.resolve("live"));
        Files.createSymbolicLink(live.resolve("out"), outside);
        Files.createSymbolicLink(live.resolve("large"), outside.resolve("large"));
        Files.write(live.resolve("own"), new byte[7]);
        assertThat(LiveSize.of(List.of(live, folder.resolve("missing")))).isEqualTo(new Folders.Size(7, 3));
        Programs.in(live)
                .start("sh", "-c", "mkdir -p $(printf 'd/%.0s' $(seq 100)); echo hello >$(printf 'd/%.0s' $(seq 100))f")
                .orFail();
        assertThat(LiveSize.of(List.of(live))).isEqualTo(new Folders.Size(13, 104));
        Path many = Files.createDirectory(folder.resolve("many"));
        Programs.in(many).start("sh", "-c", "seq 25000 | xargs touch").orFail();
        assertThat(LiveSize.of(List.of(many))).isEqualTo(new Folders.Size(0, 25_000));
    }

    @Test
    void size_countsWhatFilesClaim_andNoLinkTwice() throws Exception {
        Programs.in(folder)
                .start(
                        "sh",
                        "-c",
                        "mkdir s; head -c 10 /dev/zero >s/f; ln -s / s/l; truncate -s 1T s/sparse; mkdir -m 000 s/shut")
                .orFail();
        assertThat(Folders.size(folder.resolve("s"))).isEqualTo(new Folders.Size(10 + (1L << 40), 4));
        assertThat(Folders.size(folder.resolve("missing"))).isEqualTo(Folders.Size.NOTHING);
        Folders.delete(folder.resolve("s"));
    }

    @Test
    void tooDeepInACapsule_theRestIsHarvested_theDepthIsNamed_andTeardownTakesAll() {
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "a\n");
        repo.commit("first");
        try (Workbench bench = Workbench.around(folder, repo)) {
            try (Workbench.Outcome outcome =
                    bench.sh("echo changed >a.txt; mkdir deep near; echo n >near/n; cd deep\n" + TEN_THOUSAND_DEEP)) {
                assertThat(outcome.ended().exit()).as(outcome.errors()).isZero();
                Harvest harvest = outcome.harvest();
                assertThat(harvest.touched())
                        .containsExactlyInAnyOrder(
                                new Harvest.Touched("M", "a.txt"), new Harvest.Touched("A", "near/n"));
                assertThat(harvest.notTaken())
                        .singleElement()
                        .asString()
                        .startsWith("deep/d/d/")
                        .endsWith("nested deeper than a path can name");
            }
            assertThat(bench.run.path().toFile().list()).containsExactly("harvest");
        }
    }

    @Test
    void manyThingsThatCantBeTaken_areNamedUpToABound() {
        NotTaken notTaken = new NotTaken();
        for (int i = 0; i < 1000; i++) {
            notTaken.add(Path.of("x".repeat(1000)), "a pipe");
        }
        assertThat(notTaken.lines()).hasSize(101).last().isEqualTo("and 900 more");
        assertThat(notTaken.lines().getFirst()).hasSizeLessThan(250);
    }
}
