package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capsule.Harvest.Touched;
import dev.cordon.testing.GitRepo;
import dev.cordon.testing.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent changed arrives whole in a clone, and nothing that it planted is obeyed on the way (C28). */
class HarvestTest {
    @TempDir
    Path folder;

    private GitRepo repo;
    private Workbench bench;

    @BeforeEach
    void repository() {
        repo = GitRepo.init(folder.resolve("repo"))
                .write("src/a.txt", "one\ntwo\nthree\n")
                .write("src/b.txt", "a longer text that stays the same when its file is renamed\n".repeat(5))
                .write("dir/x/1", "1\n")
                .write("dir/x/2", "2\n")
                .write(".gitignore", "build/\n*.log\n")
                .write("run.sh", "#!/bin/sh\n");
        repo.commit("first");
        bench = Workbench.around(folder, repo);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Path applied(String script) throws Exception {
        try (Workbench.Outcome outcome = bench.sh(script)) {
            assertThat(outcome.ended().exit()).as(outcome.errors()).isZero();
            Harvest harvest = outcome.harvest();
            Path clone = folder.resolve("clone");
            Programs.run("git", "clone", "-q", repo.folder().toString(), clone.toString())
                    .orFail();
            if (Files.size(harvest.patch()) > 0) {
                Repository.around(clone, System.getenv()).apply(harvest.patch());
            }
            return clone;
        }
    }

    @Test
    void nothingChanged_patchIsEmpty() throws Exception {
        try (Workbench.Outcome outcome = bench.sh("cat src/a.txt")) {
            assertThat(outcome.harvest().touched()).isEmpty();
            assertThat(outcome.harvest().patch()).isEmptyFile();
        }
    }

    @Test
    void textModeRenameLinkBinaryAndDeletion_survive() throws Exception {
        Path clone = applied("""
                printf 'one\\nTWO\\nthree\\n' >src/a.txt
                mv src/b.txt src/c.txt
                chmod +x run.sh
                ln -s ../src/a.txt dir/link
                head -c 3000 /dev/urandom >blob.bin; cp blob.bin "$TMPDIR"
                rm dir/x/1
                printf 'no newline' >src/end
                """);

        assertThat(clone.resolve("src/a.txt")).hasContent("one\nTWO\nthree\n");
        assertThat(clone.resolve("src/c.txt")).exists();
        assertThat(clone.resolve("src/b.txt")).doesNotExist();
        assertThat(Files.isExecutable(clone.resolve("run.sh"))).isTrue();
        assertThat(Files.readSymbolicLink(clone.resolve("dir/link"))).hasToString("../src/a.txt");
        assertThat(clone.resolve("blob.bin")).hasSize(3000);
        assertThat(clone.resolve("dir/x/1")).doesNotExist();
        assertThat(clone.resolve("dir/x/2")).exists();
        assertThat(clone.resolve("src/end")).hasContent("no newline");
    }

    @Test
    void folderRemovedAndMadeAgain_hidesWhatTheBaseHadBelow() throws Exception {
        Path clone = applied("rm -r dir && mkdir -p dir/x && echo new >dir/x/3");
        assertThat(clone.resolve("dir/x/1")).doesNotExist();
        assertThat(clone.resolve("dir/x/3")).hasContent("new");
    }

    @Test
    void folderBecomesFileAndFileBecomesFolder() throws Exception {
        Path clone = applied("rm -r dir && echo file >dir && rm src/a.txt && mkdir src/a.txt && echo in >src/a.txt/in");
        assertThat(clone.resolve("dir")).hasContent("file");
        assertThat(clone.resolve("src/a.txt/in")).hasContent("in");
    }

    @Test
    void wholeFolderRemoved() throws Exception {
        assertThat(applied("rm -rf dir").resolve("dir")).doesNotExist();
    }

    @Test
    void namesThatAreNoText_survive() throws Exception {
        Path clone = applied(
                "printf x >\"$(printf 'bad\\377name')\"; printf y >\"$(printf 'new\\nline')\"; printf z >'-dash [*]?'; printf q >'quo\"te\\'; printf m >':(glob)magic'");
        assertThat(Programs.in(clone)
                        .start(
                                "sh",
                                "-c",
                                "cat \"$(printf 'bad\\377name')\" \"$(printf 'new\\nline')\" ./'-dash [*]?' 'quo\"te\\' ':(glob)magic'")
                        .orFail()
                        .out())
                .isEqualTo("xyzqm");
    }

    @Test
    void ignoredFilesStayOut_unlessTheyAreTracked() throws Exception {
        repo.write("kept.log", "old\n");
        repo.git("add", "--force", "kept.log");
        repo.commit("a tracked file that the rules ignore");
        try (Workbench.Outcome outcome =
                bench.sh("mkdir build && echo o >build/out && echo l >a.log && echo new >kept.log && echo s >s.txt")) {
            Harvest harvest = outcome.harvest();
            assertThat(harvest.touched())
                    .containsExactlyInAnyOrder(new Touched("M", "kept.log"), new Touched("A", "s.txt"));
            assertThat(harvest.ignored()).isEqualTo(2);
        }
    }

    @Test
    void pipesSocketsAndNestedRepositories_areLeftBehindAndNamed() {
        try (Workbench.Outcome outcome =
                bench.sh("mkfifo pipe; mkdir nested && cd nested && git init -q . && echo x >f")) {
            Harvest harvest = outcome.harvest();
            assertThat(harvest.notTaken())
                    .anyMatch(line -> line.startsWith("pipe: "))
                    .anyMatch(line -> line.startsWith("nested/.git: "));
            assertThat(harvest.touched()).containsExactly(new Touched("A", "nested/f"));
        }
    }

    @Test
    void closedFiles_areRead() throws Exception {
        Path clone =
                applied("echo secret >closed && chmod 000 closed && mkdir shut && echo in >shut/in && chmod 000 shut");
        assertThat(clone.resolve("closed")).hasContent("secret");
        assertThat(clone.resolve("shut/in")).hasContent("in");
    }

    @Test
    void plantedHooksFiltersAndConfig_runNothingOnTheHost() throws Exception {
        Path witness = folder.resolve("witness");
        try (Workbench.Outcome outcome = bench.sh("""
                evil='touch %s'
                for h in pre-commit post-checkout fsmonitor-watchman post-index-change; do printf '#!/bin/sh\\n%%s\\n' "$evil" >.git/hooks-$h; done
                mkdir -p .git/hooks && printf '#!/bin/sh\\n%%s\\n' "$evil" >.git/hooks/post-index-change && chmod +x .git/hooks/*
                git config core.fsmonitor "$evil"; git config core.hooksPath .git/hooks; git config filter.evil.clean "$evil"
                git config diff.external "$evil"; git config diff.evil.textconv "$evil"
                echo '* filter=evil diff=evil' >.gitattributes
                echo changed >src/a.txt
                """.formatted(witness))) {
            assertThat(outcome.harvest().touched()).contains(new Touched("M", "src/a.txt"));
        }
        assertThat(witness).doesNotExist();
    }

    @Test
    void linkOutOfTheCheckout_isALinkInThePatchAndNotItsTarget() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "the host's");
        try (Workbench.Outcome outcome = bench.sh("ln -s %s stolen; rm -r dir; ln -s / dir".formatted(secret))) {
            assertThat(outcome.harvest().patch())
                    .content()
                    .contains("new file mode 120000")
                    .doesNotContain("the host's");
        }
    }

    @Test
    void crlfFiles_keepTheirEnds() throws Exception {
        repo.write("dos.txt", "a\r\nb\r\n")
                .write("attr.txt", "a\nb\n")
                .write(".gitattributes", "attr.txt text eol=crlf\n");
        repo.commit("line ends");
        Path clone = applied("printf 'a\\r\\nB\\r\\n' >dos.txt; printf 'a\\r\\nC\\r\\n' >attr.txt");
        assertThat(Files.readString(clone.resolve("dos.txt"))).isEqualTo("a\r\nB\r\n");
        assertThat(Programs.in(clone).start("git", "diff", "--", "attr.txt").out())
                .contains("+C\n");
    }

    @Test
    void changeThatKeepsSizeAndTime_isAChange() throws Exception {
        Path clone = applied(
                "cp -p src/a.txt /tmp/was && printf 'one\\nTWO\\nthree\\n' >src/a.txt && touch -r /tmp/was src/a.txt");
        assertThat(clone.resolve("src/a.txt")).hasContent("one\nTWO\nthree\n");
    }

    @Test
    void binaryAttribute_hidesNoTextFromTheScan() {
        try (Workbench.Outcome outcome = bench.sh("echo '* binary' >.gitattributes; echo visible-text >new.txt")) {
            assertThat(outcome.harvest().patch()).content().contains("+visible-text");
        }
    }

    @Test
    void gitDirectoryOfTheCapsule_isNoPartOfThePatch() {
        try (Workbench.Outcome outcome =
                bench.sh("echo x >.git/planted; git commit -q --allow-empty -m mine; rm -rf .git; echo y >s.txt")) {
            assertThat(outcome.harvest().touched()).containsExactly(new Touched("A", "s.txt"));
            assertThat(outcome.harvest().patch()).content().doesNotContain("planted");
        }
    }

    @Test
    void gitInside_seesAnEditOfEqualSize() {
        try (Workbench.Outcome outcome = bench.sh("printf 'ONE\\ntwo\\nthree\\n' >src/a.txt; git status --porcelain")) {
            assertThat(outcome.output()).isEqualTo(" M src/a.txt\n");
        }
    }
}
