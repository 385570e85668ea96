package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.GitRepo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A part that a level needs is not there: the run does not start, another level does not stand in, and the doctor says
 * the mend (C29). The part is hidden in a mount namespace of the test's own.
 */
class MissingPartsTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void repository() {
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "one\n");
        repo.commit("first");
        cli = Cli.in(repo, folder.resolve("home"));
    }

    @ParameterizedTest
    @CsvSource({
        "crun, container, crun",
        "bwrap, namespace, bubblewrap",
        "libseccomp.so.2, container, libseccomp2",
        "libseccomp.so.2, namespace, libseccomp2"
    })
    void runDoesNotStart_andTheMendIsNamed(String part, String level, String thePackage) throws Exception {
        Said run = without(part, "run", "--sandbox", level, "--", "sh", "-c", "echo it ran");
        assertThat(run.text()).doesNotContain("it ran").contains("C29", "mend:");
        assertThat(run.exit()).as(run.text()).isIn(CordonCli.FAILED, CordonCli.REFUSED);

        Said doctor = without(part, "doctor");
        assertThat(doctor.exit()).as(doctor.text()).isEqualTo(CordonCli.FAILED);
        assertThat(doctor.text().lines().filter(line -> line.startsWith("sandbox " + level)))
                .singleElement()
                .asString()
                .contains("missing", "apt-get install", thePackage);
    }

    private record Said(int exit, String text) {}

    private Said without(String part, String... words) throws Exception {
        ProcessBuilder builder = cli.process("dev.cordon.cli.Main", words);
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount --bind /dev/null \"$1\" && shift && exec \"$@\"",
                "hidden",
                where(part).toString()));
        command.addAll(builder.command());
        Process process = builder.command(command).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    private static Path where(String part) throws IOException {
        for (String at : List.of("/usr/bin", "/usr/sbin", "/usr/lib64", "/usr/lib")) {
            try (Stream<Path> found = Files.find(Path.of(at), 2, (path, _) -> path.endsWith(part))) {
                var first = found.findFirst();
                if (first.isPresent()) {
                    return first.get().toRealPath();
                }
            }
        }
        throw new IOException("this machine has no " + part);
    }
}
