package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.GitRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private void publish(String name, String file) throws Exception {
        terminal.clear();
        Process publishing = terminal.cordon("collection", "publish", name, file);
        terminal.awaitText("type the code");
        Matcher code = CODE.matcher(terminal.screen());
        assertThat(code.find()).isTrue();
        terminal.type(code.group(1) + "\r");
        assertThat(terminal.exitOf(publishing)).isZero();
    }

    private String recalled(String... options) {
        List<String> arguments = new ArrayList<>(List.of("memory", "recall", "--session", "one"));
        arguments.addAll(List.of(options));
        arguments.add("which spelling?");
        Cli.Result result = cli.type(arguments.toArray(String[]::new));
        assertThat(result.exit()).as(result.all()).isZero();
        return result.out();
    }

    @Test
    void collectionOfALane_isRecalledByPersonAndRun_andInNoOtherLane() throws Exception {
        publish("style", "guide.md");
        Files.writeString(
                folder.resolve("repo/cordon.yaml"), "version: 1\nlanes: { fix: { collections: [style] }, bare: {} }\n");

        assertThat(recalled()).contains("nothing found").doesNotContain("style");
        assertThat(recalled("--lane", "bare")).contains("nothing found");
        assertThat(recalled("--lane", "fix"))
                .contains("use British spelling", "words, rank 1: spelling", "collections of lane fix: style");
        assertThat(new JsonMapper()
                        .readTree(recalled("--lane", "fix", "--json"))
                        .get("collections")
                        .get(0)
                        .asString())
                .isEqualTo("style");
        assertThat(cli.type("memory", "recall", "--session", "one", "--lane", "none", "x")
                        .err())
                .contains("C24", "bare, default, fix");

        String ask = "curl -s -d '{\"query\":\"which spelling?\"}' $CORDON_URL/api/v1/memory/recall";
        assertThat(ran("fix", ask)).contains("use British spelling", "\"from\":\"style\"");
        assertThat(ran("bare", ask)).contains("\"hits\":[]");
        assertThat(ran("fix", "curl -s -X DELETE $CORDON_URL/api/v1/memory")).contains("C4");
    }

    /** What the agent printed. */
    private String ran(String lane, String script) {
        Cli.Result run = cli.type("run", "--session", "one", "--lane", lane, "--", "sh", "-c", script + " && echo");
        assertThat(run.exit()).as(run.all()).isZero();
        return run.out();
    }

    @Test
    void laneOfTheRepository_isTheOneOfAPersonsRecall_too() throws Exception {
        publish("style", "guide.md");
        Files.writeString(
                folder.resolve("repo/cordon.yaml"),
                "version: 1\nlanes: { fix: { collections: [style] } }\nworkspaces: { app: { path: ., lane: fix } }\n");

        assertThat(recalled()).contains("use British spelling");
        assertThat(recalled("--lane", "default")).contains("nothing found");
        assertThat(recalledIn(Files.createDirectory(folder.resolve("elsewhere"))))
                .contains("nothing found");
        GitRepo other = GitRepo.init(folder.resolve("other")).write("a.txt", "a");
        other.commit("a");
        Files.writeString(
                folder.resolve("repo/cordon.yaml"),
                "version: 1\nlanes: { fix: { collections: [style] } }\nworkspaces: { o: { path: ../other, lane: fix } }\n");
        assertThat(recalledIn(other.folder()))
                .as("a run there would be another workspace's")
                .contains("nothing found");
    }

    private String recalledIn(Path place) {
        return cli.at(place)
                .type("memory", "recall", "--session", "one", "--config", "../repo/cordon.yaml", "which spelling?")
                .out();
    }

    @Test
    void collection_isPublishedAndWithdrawn() throws Exception {
        publish("style", "guide.md");
        assertThat(cli.type("collection", "list").out()).contains("style", "1");
        assertThat(cli.type("collection", "withdraw", "style").out()).isEqualTo("withdrew 1\n");
        assertThat(cli.type("collection", "list").out()).isEqualTo("no collections yet\n");
        assertThat(cli.type("collection", "withdraw", "style").err()).contains("C12");
        assertThat(cli.type("collection", "publish", "style", "guide.md").exit())
                .isEqualTo(CordonCli.REFUSED);
    }
}
