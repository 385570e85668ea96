package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capsule.Checkout;
import dev.cordon.core.Session;
import dev.cordon.testing.GitRepo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a capsule comes by its files, the agent works and its patch is the same (C27, C31). */
class CheckoutTest {
    /** Every sort of change that a patch can hold, and some that it can't. */
    private static final String CHANGES = """
            echo two >a.txt
            rm gone.txt; rm -r folder
            mv moved.txt 'a new name.txt'
            chmod +x script.sh
            ln -sf a.txt link
            rm swapped; mkdir swapped; echo x >swapped/inside
            rm -r flat; echo now-a-file >flat
            printf 'same siz3' >same-size; touch -d '2020-01-01' same-size
            mkdir -p new/deep; echo y >new/deep/file; echo z >ignored.log
            git init -q nested; echo n >nested/n; mkfifo pipe
            echo '[core] hooksPath=/tmp' >>.git/config
            """;

    @TempDir
    Path folder;

    private GitRepo repo;

    @BeforeEach
    void repository() {
        repo = GitRepo.init(folder.resolve("repo"))
                .write("a.txt", "one\n")
                .write("gone.txt", "x\n")
                .write("folder/one", "1\n")
                .write("folder/two", "2\n")
                .write("moved.txt", "moved\nmoved\nmoved\n")
                .write("script.sh", "#!/bin/sh\n")
                .write("swapped", "file\n")
                .write("flat/inside", "1\n")
                .write("same-size", "same size")
                .write(".gitignore", "*.log\n")
                .write("untouched", "u\n");
        repo.commit("first");
    }

    private String patchOf(Checkout checkout, String script) {
        try (RunBench bench = new RunBench(folder.resolve("home-" + checkout), repo.folder());
                Session session = bench.session("s")) {
            bench.checkout = checkout;
            TaskRecord task = bench.run(session, "t", script).task();
            assertThat(task.state()).isIn(TaskRecord.State.DONE, TaskRecord.State.HELD);
            assertThat(bench.home.resolve("runs")).isEmptyDirectory();
            return new String(TaskDesk.patch(session, task), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Checkout.class,
            names = {"CLONE", "WORKTREE"})
    void patch_isTheOneThatALayerGives(Checkout checkout) {
        String expected = patchOf(Checkout.OVERLAY, CHANGES);

        assertThat(patchOf(checkout, CHANGES)).isEqualTo(expected);
        assertThat(expected)
                .contains("+two", "same siz3", "swapped/inside", "new/deep/file", "rename to a new name.txt");
        assertThat(expected).doesNotContain("ignored.log", "untouched", "hooksPath");
    }

    @ParameterizedTest
    @EnumSource(Checkout.class)
    void gitInside_isCleanAndWorks(Checkout checkout) {
        String script = "[ -z \"$(git status --porcelain)\" ] && git log -1 --format=%s >log.txt";
        assertThat(patchOf(checkout, script)).contains("+first");
    }

    @Test
    void clone_ignoresTheMarksOfALayer() {
        String script =
                "setfattr -n user.overlay.opaque -v y folder 2>/dev/null || python3 -c 'import os; os.setxattr(\"folder\", \"user.overlay.opaque\", b\"y\")'; echo two >a.txt";
        assertThat(patchOf(Checkout.CLONE, script)).contains("+two").doesNotContain("folder/one");
    }

    @Test
    void worktree_isListedWhileItStands_andIsGoneAfterwards() {
        repo.git("worktree", "add", "--quiet", folder.resolve("mine").toString());
        List<String> seen = new ArrayList<>();
        RunListener looking = new RunListener() {
            @Override
            public void step(Stage stage, String line) {
                if (stage == Stage.CAPSULE) {
                    seen.add(repo.git("worktree", "list", "--porcelain"));
                }
            }

            @Override
            public void output(byte[] bytes, int length, boolean error) {}

            @Override
            public void progress(String what) {}
        };
        try (RunBench bench = new RunBench(folder.resolve("home"), repo.folder());
                Session session = bench.session("s")) {
            bench.checkout = Checkout.WORKTREE;
            bench.run(session, "listed", "git worktree prune; git stash; rm -rf .git; echo two >a.txt", looking);
        }

        assertThat(seen).singleElement().asString().contains("locked cordon task listed", repo.head());
        assertThat(repo.git("worktree", "list")).contains("mine").doesNotContain("runs");
        assertThat(repo.git("stash", "list")).isEmpty();
    }
}
