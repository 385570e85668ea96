package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.GitRepo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a repository or its configuration names is run by Cordon's git (C28). */
class HostileRepositoryTest {
    private static final String POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n";

    @TempDir
    Path folder;

    private GitRepo repo;
    private Path witness;
    private Map<String, String> environment;

    @BeforeEach
    void repository() throws IOException {
        witness = folder.resolve("witness");
        repo = GitRepo.init(folder.resolve("repo"))
                .write("a.txt", "a\n")
                .write("model.bin", POINTER)
                .write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n*.txt filter=evil diff=evil\n");
        repo.commit("first");
        environment = new HashMap<>(System.getenv());
        environment.put("HOME", Files.createDirectory(folder.resolve("home")).toString());
        environment.remove("XDG_CONFIG_HOME");
    }

    private String evil() {
        return "touch " + witness + "; cat";
    }

    private Base borrow(boolean dirty) {
        BaseStore bases = new BaseStore(folder.resolve("bases"));
        Repository repository = Repository.around(repo.folder(), environment);
        String commit = repository.commit("HEAD");
        return dirty
                ? bases.borrowDirty("u", "w", repository, commit, "run_1", line -> {})
                : bases.borrow("u", "w", repository, commit, "run_1", line -> {});
    }

    @Test
    void hooksFiltersMonitorsAndHelpersOfTheRepository_neverRun() throws IOException {
        for (String hook : new String[] {
            "post-checkout", "post-index-change", "reference-transaction", "pre-commit", "fsmonitor-watchman"
        }) {
            Path file =
                    Files.createDirectories(repo.folder().resolve(".git/hooks")).resolve(hook);
            Files.writeString(file, "#!/bin/sh\n" + evil() + "\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        for (String key : new String[] {
            "core.fsmonitor",
            "core.pager",
            "core.editor",
            "core.sshCommand",
            "diff.external",
            "diff.evil.textconv",
            "diff.evil.command",
            "filter.evil.clean",
            "filter.evil.smudge",
            "filter.evil.process",
            "credential.helper",
            "uploadpack.packObjectsHook",
            "core.alternateRefsCommand",
            "gpg.program",
            "alias.status"
        }) {
            repo.git("config", key, evil());
        }
        repo.git("config", "filter.evil.required", "true");
        repo.git("config", "core.hooksPath", ".git/hooks");
        repo.git("config", "core.worktree", repo.folder().toString());
        repo.write("a.txt", "changed\n").write("b.txt", "new\n");

        assertThat(Repository.around(repo.folder(), environment).uncommitted())
                .containsExactlyInAnyOrder("a.txt", "b.txt");
        Base clean = borrow(false);
        Base dirty = borrow(true);

        assertThat(witness).doesNotExist();
        assertThat(clean.tree().resolve("a.txt")).hasContent("a\n");
        assertThat(dirty.tree().resolve("b.txt")).hasContent("new\n");
    }

    @Test
    void filterOfThePersonsOwn_doesNotRun_andAPointerStaysAPointer() throws IOException {
        Files.writeString(
                folder.resolve("home/.gitconfig"),
                "[filter \"lfs\"]\n\tclean = %1$s\n\tsmudge = %1$s\n\tprocess = %1$s\n\trequired = true\n"
                        .formatted("\"touch " + witness + "; false\""));
        repo.write("a.txt", "changed\n");

        assertThat(borrow(false).tree().resolve("model.bin")).hasContent(POINTER);
        assertThat(borrow(true).tree().resolve("model.bin")).hasContent(POINTER);
        assertThat(Repository.around(repo.folder(), environment).uncommitted()).containsExactly("a.txt");
        assertThat(witness).doesNotExist();
    }

    @Test
    void personsOwnIgnoreRulesAndLineEnds_areObeyedWhenWorkIsCarried() throws IOException {
        Files.createDirectories(folder.resolve("home/.config/git"));
        Files.writeString(folder.resolve("home/.config/git/ignore"), "*.swp\n");
        Files.writeString(repo.folder().resolve(".git/info/exclude"), "private/\n");
        repo.git("config", "core.autocrlf", "input");
        repo.write("x.swp", "").write("private/key", "").write("dos", "a\r\nb\r\n");

        Base dirty = borrow(true);

        assertThat(dirty.tree().resolve("x.swp")).doesNotExist();
        assertThat(dirty.tree().resolve("private")).doesNotExist();
        assertThat(Files.readString(dirty.tree().resolve("dos"))).isEqualTo("a\nb\n");
    }

    @Test
    void configOfAPreparedBase_isNotThePersons() throws IOException {
        repo.git("config", "remote.origin.url", "https://token@example.com/x");
        repo.git("config", "user.signingKey", "k");
        assertThat(Files.readString(borrow(false).gitDirectory().resolve("config")))
                .doesNotContain("token", "signingKey", "remote");
    }

    @Test
    void variablesOfTheCaller_doNotReachGit() {
        environment.put("GIT_DIR", "/nowhere");
        environment.put("GIT_CONFIG_COUNT", "1");
        environment.put("GIT_CONFIG_KEY_0", "core.fsmonitor");
        environment.put("GIT_CONFIG_VALUE_0", evil());
        environment.put("GIT_EXTERNAL_DIFF", evil());
        assertThat(borrow(true).tree().resolve("a.txt")).exists();
        assertThat(witness).doesNotExist();
    }

    @Test
    void submodulesOwnFiltersAndMonitors_doNotRunWhenWorkIsCarried() {
        GitRepo sub =
                GitRepo.init(folder.resolve("sub")).write("s.txt", "s\n").write(".gitattributes", "* filter=evil\n");
        sub.commit("sub");
        repo.git(
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "add",
                "-q",
                sub.folder().toString(),
                "sub");
        repo.commit("with a submodule");
        GitRepo inside = GitRepo.at(repo.folder().resolve("sub"));
        inside.git("config", "filter.evil.clean", evil());
        inside.git("config", "core.fsmonitor", evil());
        inside.write("s.txt", "x\n");

        Repository.around(repo.folder(), environment).uncommitted();
        borrow(true);

        assertThat(witness).doesNotExist();
    }
}
