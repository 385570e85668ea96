package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The audit makes every attack on the person's machine, tells what crossed by its exit code, and leaves nothing. */
class AuditTest {
    @TempDir
    Path folder;

    @Test
    void everyCaseIsTold_andThePersonsHomeIsNotTouched() throws IOException {
        Cli cli = new Cli(folder, folder.resolve("home"));
        List<String> before = audits();

        Cli.Result result = cli.type("audit", "self", "--only", "capsule", "--json");

        JsonNode report = JsonMapper.shared().readTree(result.out());
        assertThat(report.get("cases").size()).isEqualTo(60);
        assertThat(report.get("cases")
                        .valueStream()
                        .filter(one -> !one.get("verdict").asString().equals("held"))
                        .map(one -> one.get("number").asInt()))
                .as(result.all())
                .isEmpty();
        assertThat(result.exit()).isEqualTo(CordonCli.DONE);
        assertThat(folder).isEmptyDirectory();
        assertThat(audits()).isEqualTo(before);
    }

    @Test
    void partThatThereIsNot_isAUsageError() {
        Cli.Result result = new Cli(folder, folder.resolve("home")).type("audit", "self", "--only", "moon");

        assertThat(result.exit()).isEqualTo(CordonCli.USAGE);
        assertThat(result.err()).contains("capsule");
    }

    @Test
    void levelThatThereIsNot_isRefused() {
        Cli.Result result = new Cli(folder, folder.resolve("home")).type("audit", "self", "--sandbox", "paper");

        assertThat(result.exit()).isEqualTo(CordonCli.REFUSED);
        assertThat(result.err()).contains("C29");
    }

    private static List<String> audits() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(Path::toString)
                    .filter(name -> name.contains("cordon-audit"))
                    .sorted()
                    .toList();
        }
    }
}
