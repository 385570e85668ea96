package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.testing.GitRepo;
import dev.cordon.testing.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of repository becomes a complete base, and none is written to. */
class RepositoryKindsTest {
    @TempDir
    Path folder;

    private GitRepo repo;
    private BaseStore bases;

    @BeforeEach
    void repository() {
        repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "a\n").write("dir/b.txt", "b\n");
        repo.commit("first");
        bases = new BaseStore(folder.resolve("bases"));
    }

    private static Repository at(Path path) {
        return Repository.around(path, System.getenv());
    }

    private Base base(Path path) {
        Repository repository = at(path);
        return bases.borrow("u", "w", repository, repository.commit("HEAD"), "run_1", line -> {});
    }

    private Base dirty(Path path) {
        Repository repository = at(path);
        return bases.borrowDirty("u", "w", repository, repository.commit("HEAD"), "run_1", line -> {});
    }

    private static String inBase(Base base, String... arguments) {
        return Git.onOurs(base.gitDirectory(), base.tree())
                .with("GIT_WORK_TREE", base.tree().toString())
                .text(arguments);
    }

    /** Names, kinds, times and contents of all that lies in a folder. */
    private static Map<String, String> listing(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.collect(Collectors.toMap(Path::toString, RepositoryKindsTest::described));
        }
    }

    private static String described(Path path) {
        try {
            boolean file = Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS);
            String content = file ? new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1) : "";
            return Files.getLastModifiedTime(path, java.nio.file.LinkOption.NOFOLLOW_LINKS) + content;
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void repositoryThatCantBeWritten_isBorrowedFrom_andListsTheSameAfterwards() throws Exception {
        Programs.in(repo.folder()).start("chmod", "-R", "a-w", ".").orFail();
        Map<String, String> before = listing(repo.folder());
        assertThat(base(repo.folder()).tree().resolve("a.txt")).hasContent("a\n");
        assertThat(dirty(repo.folder()).tree().resolve("a.txt")).hasContent("a\n");
        assertThat(listing(repo.folder())).isEqualTo(before);
        Programs.in(repo.folder()).start("chmod", "-R", "u+w", ".").orFail();
    }

    @Test
    void bareRepository() throws Exception {
        repo.git("clone", "-q", "--bare", ".", folder.resolve("bare.git").toString());
        assertThat(at(folder.resolve("bare.git")).bare()).isTrue();
        assertThat(at(folder.resolve("bare.git")).uncommitted()).isEmpty();
        assertThat(base(folder.resolve("bare.git")).tree().resolve("dir/b.txt")).hasContent("b\n");
    }

    @Test
    void shallowClone_keepsItsBoundary() {
        repo.write("a.txt", "2\n").commit("second");
        repo.git(
                "clone",
                "-q",
                "--depth=1",
                "file://" + repo.folder(),
                folder.resolve("shallow").toString());
        Base base = base(folder.resolve("shallow"));
        assertThat(inBase(base, "log", "--format=%s")).isEqualTo("second");
        assertThat(inBase(base, "fsck")).isEmpty();
        assertThat(at(folder.resolve("shallow")).shallow()).isTrue();
    }

    @Test
    void linkedWorktreeAndSubfolder_shareTheIdentityOfTheirRepository() throws Exception {
        repo.git("worktree", "add", "-q", "-b", "side", folder.resolve("linked").toString());
        Path identity = at(repo.folder()).commonDirectory();
        assertThat(at(folder.resolve("linked")).commonDirectory()).isEqualTo(identity);
        assertThat(at(folder.resolve("linked/dir")).commonDirectory()).isEqualTo(identity);
        assertThat(at(repo.folder().resolve("dir")).commonDirectory()).isEqualTo(identity);
        assertThat(at(repo.folder().resolve("dir")).folder()).isEqualTo(repo.folder());
        Files.writeString(folder.resolve("linked/new.txt"), "n\n");
        assertThat(dirty(folder.resolve("linked/dir")).tree().resolve("new.txt"))
                .hasContent("n\n");
    }

    @Test
    void sha256Repository_alsoDirty() throws Exception {
        Path path = Files.createDirectory(folder.resolve("sha256"));
        Programs.in(path).start("git", "init", "-q", "--object-format=sha256").orFail();
        GitRepo other = GitRepo.at(path).write("x", "x\n");
        assertThat(other.commit("first")).hasSize(64);
        assertThat(base(path).tree().resolve("x")).hasContent("x\n");
        other.write("x", "changed\n");
        assertThat(dirty(path).tree().resolve("x")).hasContent("changed\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "trailing ", "a,b:c", "ü", "-dash", "quo\"te'"})
    void pathsOfAllSorts(String name) {
        GitRepo odd = GitRepo.init(folder.resolve(name)).write("x", "x\n");
        odd.commit("first");
        assertThat(base(odd.folder()).tree().resolve("x")).exists();
        odd.write("y", "y\n");
        assertThat(at(odd.folder()).uncommitted()).containsExactly("y");
        assertThat(dirty(odd.folder()).tree().resolve("y")).exists();
    }

    @Test
    void submodules_areEmptyFolders_initialisedOrNot_alsoDirty() {
        GitRepo sub = GitRepo.init(folder.resolve("sub")).write("s", "s\n");
        sub.commit("sub");
        repo.git(
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "add",
                "-q",
                sub.folder().toString(),
                "libs/sub");
        repo.commit("with a submodule");
        GitRepo clone = GitRepo.at(folder.resolve("clone"));
        repo.git("clone", "-q", ".", clone.folder().toString());
        for (Path path : new Path[] {repo.folder(), clone.folder()}) {
            assertThat(base(path).tree().resolve("libs/sub")).isEmptyDirectory();
            assertThat(inBase(base(path), "ls-files", "-s", "libs/sub")).startsWith("160000");
        }
        GitRepo.at(repo.folder().resolve("libs/sub")).write("s", "changed\n");
        assertThat(inBase(dirty(repo.folder()), "ls-files", "-s", "libs/sub")).startsWith("160000");
    }

    @Test
    void whatAnAgentWritesIntoASubmodule_isNamed_andTheRestIsHarvested() {
        GitRepo sub = GitRepo.init(folder.resolve("sub")).write("s", "s\n");
        sub.commit("sub");
        repo.git(
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "add",
                "-q",
                sub.folder().toString(),
                "libs/sub");
        repo.commit("with a submodule");
        try (Workbench bench = Workbench.around(folder, repo);
                Workbench.Outcome outcome = bench.sh("echo x >libs/sub/f; echo y >a.txt")) {
            assertThat(outcome.harvest().touched()).containsExactly(new Harvest.Touched("M", "a.txt"));
            assertThat(outcome.harvest().notTaken()).containsExactly("libs/sub/f: inside the submodule libs/sub");
        }
        try (Workbench bench = Workbench.around(folder, repo);
                Workbench.Outcome outcome = bench.sh("rm -r libs/sub; mkdir libs/sub; echo x >libs/sub/f")) {
            assertThat(outcome.harvest().touched())
                    .containsExactlyInAnyOrder(
                            new Harvest.Touched("D", "libs/sub"), new Harvest.Touched("A", "libs/sub/f"));
        }
    }

    @Test
    void linksCrlfOddNamesAndCaseClashes_areCheckedOutAsGitHasThem() throws Exception {
        repo.write("crlf.txt", "a\r\nb\r\n")
                .write("attr.txt", "a\nb\n")
                .write(".gitattributes", "attr.txt text eol=crlf\n")
                .write("File", "upper\n")
                .write("file", "lower\n");
        Programs.in(repo.folder())
                .start(
                        "sh",
                        "-c",
                        "ln -s ../outside link; ln -s /etc/passwd abs; printf x >\"$(printf 'bad\\377')\"; printf y >\"$(printf 'new\\nline')\"")
                .orFail();
        repo.commit("all sorts");
        Base base = base(repo.folder());
        assertThat(Files.readString(base.tree().resolve("crlf.txt"))).isEqualTo("a\r\nb\r\n");
        assertThat(Files.readString(base.tree().resolve("attr.txt"))).isEqualTo("a\r\nb\r\n");
        assertThat(base.tree().resolve("File")).hasContent("upper\n");
        assertThat(Files.readSymbolicLink(base.tree().resolve("abs"))).hasToString("/etc/passwd");
        assertThat(Programs.in(base.tree())
                        .start("sh", "-c", "cat bad* new*")
                        .orFail()
                        .out())
                .isEqualTo("xy");
        assertThat(inBase(base, "status", "--porcelain")).isEmpty();
    }

    @Test
    void sparseCheckoutAndUnwatchedFiles_baseIsComplete_alsoDirty() throws Exception {
        repo.write("c/c.txt", "c\n").write("u.txt", "u\n").commit("more");
        repo.git("sparse-checkout", "init", "--cone", "--sparse-index");
        repo.git("sparse-checkout", "set", "dir");
        repo.git("update-index", "--assume-unchanged", "u.txt");
        Files.delete(repo.folder().resolve("u.txt"));
        repo.write("a.txt", "dirty\n");
        assertThat(repo.folder().resolve("c")).doesNotExist();
        assertThat(base(repo.folder()).tree().resolve("c/c.txt")).hasContent("c\n");
        assertThat(at(repo.folder()).uncommitted()).containsExactly("a.txt");
        Base dirty = dirty(repo.folder());
        assertThat(dirty.tree().resolve("c/c.txt")).hasContent("c\n");
        assertThat(dirty.tree().resolve("u.txt")).hasContent("u\n");
        assertThat(dirty.tree().resolve("a.txt")).hasContent("dirty\n");
    }

    @Test
    void dirtyTree_isCarried_andTheRepositoryIsNotWritten() throws Exception {
        repo.write(".gitignore", "ignored\n")
                .write("gone.txt", "g\n")
                .write("staged.txt", "1\n")
                .commit("second");
        repo.write("a.txt", "changed\n").write("new/n.txt", "n\n").write("ignored", "i\n");
        repo.write("staged.txt", "2\n").git("add", "staged.txt");
        Files.delete(repo.folder().resolve("gone.txt"));
        GitRepo.init(repo.folder().resolve("nested")).write("x", "x\n").commit("of a repository of its own");
        Map<String, String> before = listing(repo.folder());

        assertThat(at(repo.folder()).uncommitted())
                .containsExactlyInAnyOrder("a.txt", "gone.txt", "staged.txt", "new/", "nested/");
        Base dirty = dirty(repo.folder());

        assertThat(listing(repo.folder())).isEqualTo(before);
        assertThat(dirty.tree().resolve("a.txt")).hasContent("changed\n");
        assertThat(dirty.tree().resolve("new/n.txt")).hasContent("n\n");
        assertThat(dirty.tree().resolve("staged.txt")).hasContent("2\n");
        assertThat(dirty.tree().resolve("gone.txt")).doesNotExist();
        assertThat(dirty.tree().resolve("ignored")).doesNotExist();
        assertThat(dirty.tree().resolve("nested")).doesNotExist();
        assertThat(inBase(dirty, "log", "--format=%s")).isEqualTo("uncommitted changes\nsecond\nfirst");
        assertThat(dirty(repo.folder())).as("the same state is the same base").isEqualTo(dirty);
        assertThat(folder.resolve("bases/u/w").toFile().list()).hasSize(3);
    }

    @Test
    void changeOfTheSameSizeInTheIndexsOwnSecond_isSeen() throws Exception {
        // Git trusts size and time, except for files as young as the index: its copy must keep its age.
        for (int i = 0; i < 5; i++) {
            repo.write("a.txt", "%d\n".formatted(i)).commit("n");
            repo.write("a.txt", "x\n");
            assertThat(dirty(repo.folder()).tree().resolve("a.txt")).hasContent("x\n");
        }
    }

    @Test
    void conflictedAndSplitIndexes_areCarried() throws Exception {
        repo.git("checkout", "-q", "-b", "other");
        repo.write("a.txt", "theirs\n").commit("theirs");
        repo.git("checkout", "-q", "main");
        repo.write("a.txt", "ours\n").commit("ours");
        Programs.in(repo.folder())
                .start("git", "-c", "user.name=T", "-c", "user.email=t@example.com", "merge", "-q", "other");
        repo.git("update-index", "--split-index");
        assertThat(Files.readString(dirty(repo.folder()).tree().resolve("a.txt")))
                .contains("<<<<<<<", "theirs");
    }

    @Test
    void emptyRepository_isRefusedWithTheMend() {
        GitRepo empty = GitRepo.init(folder.resolve("empty"));
        assertThatThrownBy(() -> at(empty.folder()).commit("HEAD"))
                .isInstanceOfSatisfying(CordonException.BadInput.class, e -> {
                    assertThat(e.problem().code()).isEqualTo("no-commits");
                    assertThat(e.problem().mend()).contains("git commit");
                });
        assertThat(at(empty.folder()).uncommitted()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "--all", "HEAD^{tree}", "HEAD~9", "-h", "a b", "", "HEAD:a.txt"})
    void baseThatIsNotThere_isRefusedWithTheMend(String reference) {
        assertThatThrownBy(() -> at(repo.folder()).commit(reference))
                .isInstanceOfSatisfying(
                        CordonException.BadInput.class,
                        e -> assertThat(e.problem().code()).isEqualTo("base-missing"));
    }

    @Test
    void noRepository_isRefusedWithTheMend() throws Exception {
        Path plain = Files.createDirectory(folder.resolve("plain"));
        for (Path path :
                new Path[] {plain, folder.resolve("nowhere"), repo.folder().resolve(".git")}) {
            assertThatThrownBy(() -> at(path))
                    .isInstanceOfSatisfying(
                            CordonException.BadInput.class,
                            e -> assertThat(e.problem().code()).isEqualTo("no-repository"));
        }
    }

    @Test
    void patch_appliesWhollyOrNotAtAll() throws Exception {
        Path patch = Files.writeString(
                folder.resolve("patch"),
                "diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-a\n+new\n"
                        + "diff --git a/dir/b.txt b/dir/b.txt\n--- a/dir/b.txt\n+++ b/dir/b.txt\n@@ -1 +1 @@\n-other\n+new\n");
        assertThatThrownBy(() -> at(repo.folder()).apply(patch)).isInstanceOf(CordonException.Conflict.class);
        assertThat(repo.git("status", "--porcelain")).isEmpty();
    }

    @Test
    void sixtyThousandFilesWithFiveHundredCommits() throws Exception {
        BigRepository.make(folder.resolve("big"), 60_000, 500);
        Base base = base(folder.resolve("big"));
        assertThat(base.tree().resolve("d59/f59999")).exists();
        assertThat(inBase(base, "rev-list", "--count", "HEAD")).isEqualTo("500");
        GitRepo big = GitRepo.at(folder.resolve("big"));
        try (Workbench bench = Workbench.around(folder, big);
                Workbench.Outcome outcome =
                        bench.sh("git status --porcelain; echo x >d0/f0; rm -r d1; git status --porcelain | wc -l")) {
            assertThat(outcome.output()).isEqualTo("1001\n");
            assertThat(outcome.harvest().touched()).hasSize(1001);
        }
    }
}
