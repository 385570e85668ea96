package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.GitRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real coding agents, unchanged, in capsules: each edits a file and runs a test as a scripted model tells it in a stream
 * of tool calls, and its patch lands (C23, C27). Node and npm must be there; without them this fails.
 */
class AgentsTest {
    private static final String MEND = "sed -i 's/ - / + /' prices.sh";
    private static final String TEST = "sh tests/test_prices.sh && echo tests-passed-inside";

    @TempDir
    Path folder;

    private GitRepo repo;
    private Cli cli;

    @BeforeEach
    void brokenProgram() {
        repo = GitRepo.init(folder.resolve("repo"))
                .write("prices.sh", "add() { echo $(( $1 - $2 )); }\n")
                .write("tests/test_prices.sh", ". ./prices.sh\n[ \"$(add 2 3)\" = 5 ]\n");
        repo.commit("broken");
        cli = Cli.in(repo, folder.resolve("home")).with("PROVIDER_KEY", "the-real-key");
    }

    static Stream<Arguments> agents() {
        return Stream.of(
                Arguments.of("codex", "/v1/responses", List.of("exec", "mend the program")),
                Arguments.of("opencode", "/v1/chat/completions", List.of("run", "mend the program")),
                Arguments.of("claude", "/v1/messages", List.of("-p", "mend the program")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("agents")
    void agent_mendsTestsAndFinishes_andItsPatchLands(String agent, String path, List<String> words) throws Exception {
        try (ScriptedModel model = ScriptedModel.of(MEND, TEST)) {
            Cli.Result result = run(model, agent, words);

            assertThat(result.exit()).as(result.all()).isZero();
            assertThat(result.out())
                    .contains("touched files: prices.sh", "sh tests/test_prices.sh … PASS", "task done");
            assertThat(model.requests()).filteredOn(r -> r.path().equals(path)).hasSizeGreaterThanOrEqualTo(3);
            assertThat(String.valueOf(model.requests()))
                    .as("the test ran inside, and the model was told")
                    .contains("tests-passed-inside")
                    .doesNotContain("sk-cordon-");
            assertThat(model.requests())
                    .allSatisfy(r -> assertThat(r.headers().toString()).contains("the-real-key"));
        }
        assertThat(cli.type("task", "apply", agent).exit()).isZero();
        assertThat(repo.folder().resolve("prices.sh")).content().contains("$1 + $2");
        assertThat(cli.type("trace", agent).out())
                .contains("model.called", path)
                .doesNotContain("the-real-key");
    }

    /** With no model configured they end, each with the boundary's words, and soon: calls home are refused at once. */
    @Test
    void withoutAModel_theAgentIsToldAtOnce() throws Exception {
        Files.writeString(
                folder.resolve("cordon.yaml"), "version: 1\ncapsule: { mounts: [" + InstalledAgents.folder() + "] }\n");
        Cli.Result result = cli.with(
                        "CORDON_CONFIG", folder.resolve("cordon.yaml").toString())
                .type(
                        "run",
                        "--limit",
                        "time=2m",
                        "--task",
                        "unmodelled",
                        "--",
                        InstalledAgents.program("claude"),
                        "-p",
                        "x");

        assertThat(result.exit()).as(result.all()).isEqualTo(1);
        assertThat(result.all()).contains("under 'models' in cordon.yaml").doesNotContain("time-limit");
    }

    private Cli.Result run(ScriptedModel model, String agent, List<String> words) throws Exception {
        Path config = Files.writeString(
                folder.resolve("cordon.yaml"), """
                version: 1
                models:
                  - { name: gpt-scripted, provider: openai, base_url: "%s", api_key: "${PROVIDER_KEY}" }
                  - { name: claude-scripted, provider: anthropic, base_url: "%s", api_key: "${PROVIDER_KEY}" }
                capsule: { mounts: [%s] }
                """.formatted(model.url(), model.url(), InstalledAgents.folder()));
        List<String> line = new ArrayList<>(
                List.of("run", "--task", agent, "--limit", "time=3m", "--check", "sh tests/test_prices.sh", "--"));
        line.add(InstalledAgents.program(agent));
        line.addAll(words);
        return cli.with("CORDON_CONFIG", config.toString()).type(line.toArray(String[]::new));
    }
}
