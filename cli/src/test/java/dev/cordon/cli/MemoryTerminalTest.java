package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.GitRepo;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What only a person at a terminal does with memory: accept, and publish (C7, C12, C26). */
class MemoryTerminalTest {
    private static final Pattern CODE = Pattern.compile("code {6}([0-9a-f]{8})");

    @TempDir
    Path folder;

    private Cli cli;
    private UserTerminal terminal;

    @BeforeEach
    void openTerminal() {
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "a");
        repo.write("guide.md", "use British spelling\n").commit("a");
        cli = Cli.in(repo, folder.resolve("home"));
        assertThat(cli.type("session", "new", "one").exit()).isZero();
        terminal = new UserTerminal(folder.resolve("home"), repo.folder());
    }

    @AfterEach
    void closeTerminal() {
        terminal.close();
    }

    @Test
    void proposal_becomesDurable_byItsCodeOnly() throws Exception {
        JsonNode proposal = new JsonMapper()
                .readTree(cli.type("memory", "propose", "--session", "one", "--json", "we deploy on Fridays")
                        .out());
        String id = proposal.get("id").asString();
        Process wrong = terminal.cordon("memory", "accept", "--session", "one", id);
        terminal.awaitText("type the code");
        terminal.type("00000000\r");
        assertThat(terminal.exitOf(wrong)).isEqualTo(CordonCli.REFUSED);
        assertThat(terminal.screen()).contains("we deploy on Fridays");
        terminal.clear();
        Process right = terminal.cordon("memory", "accept", "--session", "one", id);
        terminal.awaitText("type the code");
        terminal.type(proposal.get("code").asString() + "\r");
        assertThat(terminal.exitOf(right)).isZero();
        assertThat(cli.type("memory", "list", "--session", "one", "--kind", "durable")
                        .out())
                .contains("we deploy on Fridays");
        assertThat(cli.type("session", "new", "two").exit()).isZero();
        JsonNode facts = new JsonMapper()
                .readTree(
                        cli.type("memory", "list", "--session", "two", "--json").out());
        String fact = facts.get(0).get("id").asString();
        assertThat(cli.type("memory", "forget", "--session", "two", fact).out()).isEqualTo("forgot 1 item\n");
        assertThat(cli.type("memory", "list", "--session", "one").out()).isEqualTo("nothing remembered\n");
    }

    @Test
    void recall_printsNothingButItsAnswer() throws Exception {
        assertThat(cli.type("memory", "add", "--session", "one", "the build needs JDK 25")
                        .exit())
                .isZero();
        Process recalling = terminal.cordon("memory", "recall", "--session", "one", "jdk");
        assertThat(terminal.exitOf(recalling)).isZero();
        terminal.awaitText("searched by words only");
        assertThat(terminal.screen()).startsWith("MEMORY").doesNotContain("WARNING", "lucene");
    }

    @Test
    void collection_isPublishedAndWithdrawn() throws Exception {
        Process publishing = terminal.cordon("collection", "publish", "style", "guide.md");
        terminal.awaitText("type the code");
        Matcher code = CODE.matcher(terminal.screen());
        assertThat(code.find()).isTrue();
        terminal.type(code.group(1) + "\r");
        assertThat(terminal.exitOf(publishing)).isZero();
        assertThat(cli.type("collection", "list").out()).contains("style", "1");
        assertThat(cli.type("collection", "withdraw", "style").out()).isEqualTo("withdrew 1\n");
        assertThat(cli.type("collection", "list").out()).isEqualTo("no collections yet\n");
        assertThat(cli.type("collection", "withdraw", "style").err()).contains("C12");
        assertThat(cli.type("collection", "publish", "style", "guide.md").exit())
                .isEqualTo(CordonCli.REFUSED);
    }
}
