package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.GitRepo;
import dev.cordon.testing.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host's git runs nothing that a repository names, though anybody else's would (C28). */
class GitTest {
    @TempDir
    Path folder;

    private GitRepo repo;
    private Path witness;

    @BeforeEach
    void repository() {
        repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "a\n");
        repo.commit("first");
        witness = folder.resolve("witness");
    }

    private String evil() {
        return "touch " + witness + "; false";
    }

    private Git git() {
        return Git.onUsers(repo.folder(), Map.of("HOME", folder.toString()));
    }

    /** Runs it as anybody does, which must wake the trap, and then as Cordon does, which must not. */
    private void runsNothing(String... arguments) throws Exception {
        String[] plain = new String[arguments.length + 1];
        plain[0] = "git";
        System.arraycopy(arguments, 0, plain, 1, arguments.length);
        Programs.in(repo.folder()).start(plain);
        assertThat(witness).as("the trap works").exists();
        Files.delete(witness);
        git().run(arguments);
        assertThat(witness).doesNotExist();
    }

    @Test
    void hooks() throws Exception {
        Path hook = Files.createDirectories(repo.folder().resolve(".git/hooks")).resolve("post-checkout");
        Files.writeString(hook, "#!/bin/sh\n" + evil() + "\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        runsNothing("checkout", "HEAD");
    }

    @Test
    void hooksOfAnotherFolder() throws Exception {
        Path hook = Files.createDirectories(folder.resolve("hooks")).resolve("post-checkout");
        Files.writeString(hook, "#!/bin/sh\n" + evil() + "\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        repo.git("config", "core.hooksPath", folder.resolve("hooks").toString());
        runsNothing("checkout", "HEAD");
    }

    @Test
    void fileSystemMonitor() throws Exception {
        repo.git("config", "core.fsmonitor", evil());
        runsNothing("status");
    }

    @Test
    void externalDiff() throws Exception {
        repo.git("config", "diff.external", evil());
        repo.write("a.txt", "b\n");
        runsNothing("diff");
    }

    @Test
    void remoteHelpers() throws Exception {
        repo.git("config", "core.sshCommand", evil());
        repo.git("config", "remote.origin.url", "ssh://example.invalid/x");
        runsNothing("fetch", "origin");
    }

    @Test
    void failure_isAnAnswer_withWhatGitSaid() {
        HostProgram.Result result = git().run("rev-parse", "--verify", "nothing");
        assertThat(result.ok()).isFalse();
        assertThat(result.errors()).contains("Needed a single revision");
    }
}
