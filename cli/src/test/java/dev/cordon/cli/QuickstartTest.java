package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that a user sees: two users, nothing crosses, and the attempts are real. */
class QuickstartTest {
    @TempDir
    Path folder;

    @Test
    void twoUsers_nothingCrosses_andASecondTimeToo() {
        Cli cli = new Cli(folder, folder.resolve("home"));
        for (int i = 0; i < 2; i++) {
            Cli.Result result = cli.type("quickstart");
            assertThat(result.exit()).as(result.all()).isZero();
            assertThat(result.out())
                    .contains(
                            "14 attempts held, 0 crossed",
                            "origin is untouched",
                            "task held, 1 approval pending",
                            "go on with:")
                    .doesNotContain("CROSSED");
        }
    }

    @Test
    void commandsToGoOnWith_work() {
        Cli cli = new Cli(folder, folder.resolve("home"));
        assertThat(cli.type("quickstart").exit()).isZero();
        Path made = folder.resolve("home/quickstart");
        Cli next = cli.with("CORDON_HOME", made.resolve("state").toString())
                .with("CORDON_CONFIG", made.resolve("cordon.yaml").toString());
        assertThat(next.type("task", "diff", "fix", "--session", "alice", "--profile", "alice")
                        .out())
                .contains("+    total=$((total + price))");
        assertThat(next.type("approvals", "list", "--profile", "alice").out()).contains("push_fix");
        assertThat(next.type("trace", "fix", "--profile", "bob").out()).contains("action.parked");
    }

    /** The oracle of the attempts: where nothing confines them, they do cross (C33). */
    @Test
    void sameAgentsWithoutACapsule_cross() throws Exception {
        QuickstartSample sample = QuickstartSample.in(folder.resolve("sample"));
        Files.createDirectories(sample.state());
        Files.writeString(sample.state().resolve("secret"), "secret-of-bob");
        Path agent = Files.writeString(folder.resolve("agent.sh"), sample.agent());
        Path home = Files.createDirectory(folder.resolve("nobodys-home"));
        String output = Programs.in(sample.repository())
                .with("HOME", home.toString())
                .with("QUICKSTART_TOKEN_OF_bob", "t")
                .start("sh", agent.toString(), "alice")
                .out();
        assertThat(output).contains("CROSSED the neighbour's checkout and HOME", "CROSSED the neighbour's environment");
    }
}
