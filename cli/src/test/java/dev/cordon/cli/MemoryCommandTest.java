package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cordon.testing.GitRepo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code cordon memory}, as a person types it. */
class MemoryCommandTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void makeSessions() {
        GitRepo repo = GitRepo.init(folder.resolve("repo"));
        repo.write("a.txt", "a").commit("a");
        cli = Cli.in(repo, folder.resolve("home"));
        done("session", "new", "one");
        done("session", "new", "two");
    }

    private String done(String... arguments) {
        Cli.Result result = cli.type(arguments);
        assertThat(result.exit()).as(result.all()).isZero();
        return result.out();
    }

    private JsonNode json(String... arguments) {
        return new JsonMapper().readTree(done(arguments));
    }

    private String add(String session, String text) {
        return done("memory", "add", "--session", session, text)
                .lines()
                .findFirst()
                .orElseThrow();
    }

    @Test
    void addedIsListedRecalledShownAndForgotten_inItsSessionOnly() {
        String id = add("one", "the build needs JDK 25");
        assertThat(done("memory", "list", "--session", "one")).contains(id, "working", "JDK 25");
        assertThat(done("memory", "recall", "--session", "one", "which jdk?")).contains(id, "words, rank 1: jdk");
        assertThat(done("memory", "show", "--session", "one", id)).contains("the build needs JDK 25", "expires");
        assertThat(done("memory", "list", "--session", "two")).isEqualTo("nothing remembered\n");
        assertThat(done("memory", "recall", "--session", "two", "jdk")).contains("nothing found");
        assertThat(cli.type("memory", "show", "--session", "two", id).exit()).isEqualTo(CordonCli.FAILED);
        assertThat(cli.type("memory", "forget", "--session", "two", id).exit()).isEqualTo(CordonCli.FAILED);
        assertThat(done("memory", "forget", "--session", "one", id)).isEqualTo("forgot 1 item\n");
        assertThat(done("memory", "recall", "--session", "one", "jdk")).contains("nothing found");
    }

    @Test
    void foreignAndUnknownIds_areAnsweredAlike() {
        String id = add("one", "apple");
        Cli.Result foreign = cli.type("memory", "show", "--session", "two", id);
        done("memory", "forget", "--session", "one", id);
        Cli.Result gone = cli.type("memory", "show", "--session", "one", id);
        assertThat(foreign.err()).isEqualTo(gone.err()).contains("C10");
    }

    @Test
    void secretsAreTakenOut_andSaidSo() {
        String token = "gh" + "p_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5";
        String out = done("memory", "add", "--session", "one", "use " + token + " to push");
        assertThat(out).contains("redacted  a secret (github-pat)").doesNotContain(token);
        JsonNode items = json("memory", "list", "--session", "one", "--json");
        assertThat(items.get(0).get("text").asString()).matches("use \\[secret:github-pat:[0-9a-f]{16}] to push");
    }

    @Test
    void proposalWaits_andIsAcceptedAtATerminalOnly() {
        JsonNode proposal = json("memory", "propose", "--session", "one", "--json", "we deploy on Fridays");
        String id = proposal.get("id").asString();
        assertThat(done("memory", "list", "--session", "one", "--proposed")).contains(id, "we deploy on Fridays");
        assertThat(done("memory", "show", "--session", "one", id))
                .contains(proposal.get("code").asString());
        Cli.Result accepted = cli.type("memory", "accept", "--session", "one", id);
        assertThat(accepted.exit()).isEqualTo(CordonCli.REFUSED);
        assertThat(accepted.err()).contains("C26", "terminal");
        assertThat(done("memory", "reject", "--session", "one", id)).isEqualTo("rejected\n");
        assertThat(done("memory", "list", "--session", "one", "--proposed")).isEqualTo("nothing proposed\n");
        assertThat(cli.type("memory", "show", "--session", "two", id).exit()).isEqualTo(CordonCli.FAILED);
    }

    @Test
    void fileIsRemembered_andWhatIsNoUtf8IsRefused() throws Exception {
        Files.writeString(folder.resolve("repo/notes.txt"), "first line\nsecond line\n");
        Files.write(folder.resolve("repo/bad.bin"), new byte[] {(byte) 0xc3, 0x28});
        done("memory", "add", "--session", "one", "--file", "notes.txt");
        assertThat(done("memory", "list", "--session", "one")).contains("first line…");
        Cli.Result bad = cli.type("memory", "add", "--session", "one", "--file", "bad.bin");
        assertThat(bad.exit()).isEqualTo(CordonCli.USAGE);
        assertThat(bad.err()).contains("no UTF-8");
    }

    @Test
    void whatCantBe_isToldWithRuleAndMend() {
        assertRefused(CordonCli.USAGE, "C7", "memory", "add", "--session", "one", "--kind", "eternal", "x");
        assertRefused(CordonCli.REFUSED, "C7", "memory", "add", "--session", "one", "--kind", "durable", "x");
        assertRefused(CordonCli.REFUSED, "C7", "memory", "add", "--session", "one", "--kind", "scratch", "x");
        assertRefused(
                CordonCli.USAGE, "k is not between", "memory", "recall", "--session", "one", "-k", "1000000000", "x");
        assertRefused(CordonCli.USAGE, "ids, or filters", "memory", "forget", "--session", "one");
        assertRefused(CordonCli.FAILED, "C3", "memory", "list", "--session", "no-such");
    }

    private void assertRefused(int exit, String says, String... arguments) {
        Cli.Result result = cli.type(arguments);
        assertThat(result.exit()).as(result.all()).isEqualTo(exit);
        assertThat(result.err()).contains(says, "mend:");
    }

    @Test
    void forgetting_byFilter_andAll() {
        add("one", "apple");
        add("one", "pear");
        assertThat(done("memory", "forget", "--session", "one", "--source", "user:nobody"))
                .isEqualTo("forgot 0 items\n");
        assertThat(done("memory", "forget", "--session", "one", "--all")).isEqualTo("forgot 2 items\n");
    }

    @Test
    void configurationIsObeyed_andItsProblemsAreNamed() throws Exception {
        Files.writeString(folder.resolve("repo/cordon.yaml"), "version: 1\nmemory: { max_bytes: 5 }\n");
        assertRefused(CordonCli.USAGE, "at most 5 bytes", "memory", "add", "--session", "one", "longer");
        Files.writeString(folder.resolve("repo/cordon.yaml"), "version: 1\nmemory: { max_bytes: 0, idel: 3h }\n");
        Cli.Result result = cli.type("memory", "list", "--session", "one");
        assertThat(result.err()).contains("memory.max_bytes", "a number from 1", "unknown key 'memory.idel'", "idle");
    }

    @Test
    void moduleThatIsNotInstalled_isRefusedBeforeAnythingBegins() throws Exception {
        Files.writeString(folder.resolve("repo/cordon.yaml"), "version: 1\nmemory: { embeddings: minilm }\n");
        assertRefused(CordonCli.REFUSED, "C29", "memory", "recall", "--session", "one", "x");
        assertRefused(CordonCli.REFUSED, "cordon install minilm", "memory", "add", "--session", "one", "x");
        Cli.Result run = cli.type("run", "--session", "one", "--task", "t", "--", "true");
        assertThat(run.exit()).as(run.all()).isEqualTo(CordonCli.REFUSED);
        assertThat(run.err()).contains("C29", "cordon install minilm");
        assertThat(cli.type("task", "show", "t").exit()).isEqualTo(CordonCli.FAILED);
        Files.writeString(folder.resolve("repo/cordon.yaml"), "version: 1\nmemory: { embeddings: other }\n");
        assertThat(cli.type("memory", "list", "--session", "one").err())
                .contains("memory.embeddings", "it is minilm, or { base_url, model }");
    }

    /** On this machine, past the proxy that the rest of the world is behind; its key is read from a file of its own. */
    @Test
    void endpointOfTheConfiguration_isAsked_andWhatItSaysIsKept() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/v1/embeddings", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
            byte[] answer = "{\"data\":[{\"index\":0,\"embedding\":[1,2,3]}]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            Path key = Files.writeString(folder.resolve("repo/embed.key"), "k1\n");
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            Files.writeString(
                    folder.resolve("repo/cordon.yaml"),
                    "version: 1\negress: { proxy: \"http://127.0.0.1:1\" }\nmemory: { embeddings: { base_url: \"http://127.0.0.1:"
                            + server.getAddress().getPort() + "\", model: toy, api_key: \"file:embed.key\" } }\n");
            String id = add("one", "apple");
            assertThat(done("memory", "recall", "--session", "one", "something else"))
                    .contains(id, "meaning, rank 1: 1.000", "searched by words and meaning (toy)");
            assertThat(asked).hasSize(2).allMatch(one -> one.startsWith("Bearer k1 "));
            assertThat(asked.get(0)).contains("apple");
            assertThat(asked.get(1)).contains("something else").doesNotContain("apple");
        } finally {
            server.stop(0);
        }
        assertThat(done("memory", "recall", "--session", "one", "apple"))
                .contains("words, rank 1: apple", "words only: the embedder is down (embedder-down)");
    }

    @Test
    void authoritysFileThatIsNotThere_isToldBeforeAnythingBegins() throws Exception {
        Files.writeString(
                folder.resolve("repo/cordon.yaml"),
                "version: 1\negress: { authorities: [no.pem] }\nmemory: { embeddings: { base_url: \"https://embed.test\", model: toy } }\n");
        assertRefused(CordonCli.USAGE, "no.pem", "memory", "recall", "--session", "one", "x");
    }
}
