package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capsule.SandboxLevel;
import dev.cordon.core.PackageCache;
import dev.cordon.core.SecretRef;
import dev.cordon.memory.AcceptPolicy;
import dev.cordon.memory.Mark;
import dev.cordon.memory.MemorySettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema that editors complete from names just the keys that the reader knows, and the documented example is valid. */
class SchemaTest {
    private static final Path DOCS = Path.of("..", "docs");

    @TempDir
    Path folder;

    @Test
    void everySectionOfTheSchema_isKnownToTheReaderAndTheOtherWayRound() throws Exception {
        JsonNode schema = new JsonMapper().readTree(Files.readString(DOCS.resolve("cordon.schema.json")));
        Set<String> inSchema = new TreeSet<>(schema.get("properties").propertyNames());
        Path config = Files.writeString(folder.resolve("c.yaml"), "version: 1\nno-such-key: 1\n");
        String problems = problems(config);
        for (String section : inSchema) {
            assertThat(problems).contains(section);
        }
        assertThat(problems).contains("unknown key 'no-such-key'");
    }

    private static String problems(Path config) {
        try {
            ConfigReader.read(config);
            return "";
        } catch (dev.cordon.core.CordonException.BadInput e) {
            return e.problem().why();
        }
    }

    @Test
    void exampleOfTheDocumentation_isRead() throws Exception {
        String text = Files.readString(DOCS.resolve("configuration.md"));
        int begin = text.indexOf("```yaml\n") + "```yaml\n".length();
        Path config =
                Files.writeString(folder.resolve("cordon.yaml"), text.substring(begin, text.indexOf("```", begin)));
        Config read = ConfigReader.read(config);
        assertThat(read.lanes()).containsKeys("default", "repo-fix");
        assertThat(read.tools().get("push_fix").mounts())
                .singleElement()
                .satisfies(mount -> assertThat(mount.writable()).isTrue());
        assertThat(read.identity().profiles()).containsKey("alice");
        assertThat(read.workspaces().values()).singleElement().satisfies(w -> {
            assertThat(w.prepare()).contains("npm ci --offline");
            assertThat(w.checks()).containsExactly("npm test");
            assertThat(w.lane()).contains("repo-fix");
        });
        assertThat(read.models()).extracting(m -> m.name()).containsExactly("claude-sonnet", "local");
        assertThat(read.egress().proxy()).hasToString("Optional[http://proxy.corp.example:3128]");
        assertThat(read.egress().inspect()).isFalse();
        assertThat(read.lanes().get("repo-fix").egress()).containsExactly("api.example.com:443");
        assertThat(read.lanes().get("repo-fix").caches())
                .containsOnlyKeys(PackageCache.values())
                .containsEntry(PackageCache.PIP, Path.of("/srv/cache/wheels"));
        assertThat(read.tools().get("push_fix").egress()).containsExactly("git.example.com:443");
        assertThat(read.approvals().validity()).hasHours(24);
        assertThat(read.memory()).isEqualTo(Config.MemoryConfig.DEFAULT);
        assertThat(read.lanes().get("repo-fix").collections()).containsExactly("style-guide");
        assertThat(read.capsule().sandbox()).isEqualTo(SandboxLevel.NAMESPACE);
    }

    @Test
    void levelsOfTheSchema_areThoseThatAreOffered() throws Exception {
        JsonNode schema = new JsonMapper().readTree(Files.readString(DOCS.resolve("cordon.schema.json")));
        for (JsonNode level : schema.at("/properties/capsule/properties/sandbox/enum")) {
            Path config = Files.writeString(
                    folder.resolve("l.yaml"), "version: 1\ncapsule: { sandbox: " + level.asString() + " }\n");
            assertThat(ConfigReader.read(config).capsule().sandbox().label()).isEqualTo(level.asString());
        }
        assertThat(problems(Files.writeString(folder.resolve("m.yaml"), "version: 1\ncapsule: { sandbox: microvm }\n")))
                .contains("capsule.sandbox", "namespace, container");
    }

    @Test
    void cachesOfTheSchema_areThoseThatAreOffered_andRelativeToTheFile() throws Exception {
        JsonNode schema = new JsonMapper().readTree(Files.readString(DOCS.resolve("cordon.schema.json")));
        JsonNode caches = schema.at("/properties/lanes/additionalProperties/properties/caches/properties");
        assertThat(caches.propertyNames())
                .containsExactlyElementsOf(
                        Stream.of(PackageCache.values()).map(PackageCache::word).toList());
        Path config = Files.writeString(
                folder.resolve("cordon.yaml"), "version: 1\nlanes: { l: { caches: { npm: packages/npm } } }\n");
        assertThat(ConfigReader.read(config).lanes().get("l").caches())
                .containsExactly(Map.entry(PackageCache.NPM, folder.resolve("packages/npm")));
        assertThat(problems(Files.writeString(
                        folder.resolve("m.yaml"), "version: 1\nlanes: { l: { caches: { gem: x } } }\n")))
                .contains("unknown key 'lanes.l.caches.gem'", "maven, npm, pip");
    }

    @Test
    void everyKeyOfMemory_isObeyed() throws Exception {
        JsonNode schema = new JsonMapper().readTree(Files.readString(DOCS.resolve("cordon.schema.json")));
        Config.MemoryConfig read = ConfigReader.read(Files.writeString(folder.resolve("m.yaml"), """
                        version: 1
                        memory:
                          { idle: 1h, ttl: 2h, max_bytes: 3, max_items: 4, max_total_bytes: 5, max_per_minute: 6,
                            max_proposals: 7, proposal_validity: 8h, max_summary_tokens: 9, index_bytes: 10,
                            embeddings: { base_url: "http://127.0.0.1:1", model: m, api_key: "file:k" },
                            accept: { lanes: [fix], marks: [untrusted, topic-shift], max_bytes: 11 } }
                        """))
                .memory();
        String version = read.accept().orElseThrow().version();
        assertThat(read)
                .isEqualTo(new Config.MemoryConfig(
                        new MemorySettings(
                                Duration.ofHours(1), Duration.ofHours(2), 3, 4, 5, 6, 7, Duration.ofHours(8), 9),
                        10,
                        Optional.of(new Config.Embeddings.Endpoint(
                                URI.create("http://127.0.0.1:1"),
                                "m",
                                Optional.of(new SecretRef.File(folder.resolve("k"))))),
                        Optional.of(new AcceptPolicy(
                                version, Set.of("fix"), Set.of(Mark.UNTRUSTED, Mark.TOPIC_SHIFT), 11))));
        assertThat(version).hasSize(64);
        assertThat(problems(Files.writeString(
                        folder.resolve("o.yaml"), "version: 1\nmemory: { accept: { marks: [odd] } }\n")))
                .contains("'odd' is no mark", "memory.accept.lanes");
        assertThat(schema.at("/properties/memory/properties").propertyNames()).hasSize(12);
        assertThat(ConfigReader.read(Files.writeString(
                                folder.resolve("p.yaml"), "version: 1\nmemory: { embeddings: minilm }\n"))
                        .memory()
                        .embeddings())
                .contains(
                        new Config.Embeddings.Module(schema.at("/properties/memory/properties/embeddings/oneOf/0/const")
                                .asString()));
        assertThat(problems(Files.writeString(
                        folder.resolve("q.yaml"),
                        "version: 1\nmemory: { embeddings: { base_url: \"http://u:p@x\" } }\n")))
                .contains("memory.embeddings.base_url", "without user and query", "are both needed");
        assertThat(problems(Files.writeString(
                        folder.resolve("n.yaml"), "version: 1\nlanes: { l: { collections: [.collections] } }\n")))
                .contains("lanes.l.collections", "small letters");
    }

    @Test
    void modelTakesEveryName_onlyWhereItsEntrySaysSo_andOneOfAProvider() throws Exception {
        String entry = "{ name: %s, provider: openai, base_url: \"http://127.0.0.1:1\", api_key: \"file:k\"%s }";
        String one = entry.formatted("a", "");
        String any = entry.formatted("b", ", any: true");
        assertThat(ConfigReader.read(Files.writeString(
                                folder.resolve("c.yaml"), "version: 1\nmodels: [" + one + "," + any + "]\n"))
                        .models())
                .extracting(m -> m.any())
                .containsExactly(false, true);
        assertThat(problems(
                        Files.writeString(folder.resolve("d.yaml"), "version: 1\nmodels: [" + any + "," + any + "]\n")))
                .contains("line 2", "only one model of a provider");
        assertThat(problems(Files.writeString(
                        folder.resolve("e.yaml"),
                        "version: 1\nmodels: [" + entry.formatted("a", ", any: perhaps") + "]\n")))
                .contains("any", "true or false");
    }

    @Test
    void withoutAFile_defaultsServe() {
        Config defaults = Config.defaults();
        assertThat(defaults.lanes()).containsOnlyKeys("default");
        assertThat(defaults.tools()).isEmpty();
        assertThat(defaults.capsule().mounts()).isEmpty();
        assertThat(defaults.approvals().validity()).hasHours(24);
    }
}
