package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.GitRepo;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A repository and a home of their own, and {@code cordon run} in them. */
abstract class RunBench {
    @TempDir
    Path folder;

    GitRepo repo;
    Cli cli;

    @BeforeEach
    void repository() {
        repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "one\n").write("sub/b.txt", "two\n");
        repo.commit("first");
        cli = Cli.in(repo, folder.resolve("home"));
    }

    Cli.Result run(String script, String... options) {
        String[] arguments = new String[options.length + 5];
        arguments[0] = "run";
        System.arraycopy(options, 0, arguments, 1, options.length);
        System.arraycopy(new String[] {"--", "sh", "-c", script}, 0, arguments, options.length + 1, 4);
        return cli.type(arguments);
    }

    void leavesNothing() {
        assertThat(folder.resolve("home/runs"))
                .satisfiesAnyOf(
                        f -> assertThat(f).doesNotExist(), f -> assertThat(f).isEmptyDirectory());
        assertThat(folder.resolve("home/journal"))
                .satisfiesAnyOf(
                        f -> assertThat(f).doesNotExist(), f -> assertThat(f).isEmptyDirectory());
        assertThat(folder.resolve("home/s"))
                .satisfiesAnyOf(
                        f -> assertThat(f).doesNotExist(), f -> assertThat(f).isEmptyDirectory());
    }

    Surroundings surroundings() {
        return new Surroundings(
                Map.of("CORDON_HOME", folder.resolve("home").toString()), repo.folder(), System.out, System.err);
    }
}
