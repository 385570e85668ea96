package dev.cordon.memory.minilm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.cli.Main;
import dev.cordon.testing.GitRepo;
import dev.cordon.testing.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program with this module beside it, as a person and an agent use it. */
class RecallTest {
    @TempDir
    Path folder;

    private GitRepo repo;

    @BeforeEach
    void session() throws Exception {
        repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "a\n");
        repo.commit("first");
        Files.writeString(repo.folder().resolve("cordon.yaml"), "version: 1\nmemory: { embeddings: minilm }\n");
        cordon("session", "new", "one");
        cordon("session", "new", "two");
        cordon("memory", "add", "--session", "one", "the build requires JDK 25");
        cordon("memory", "add", "--session", "one", "lunch is at noon");
        cordon("memory", "add", "--session", "two", "the compiler must be Java 21");
    }

    private String cordon(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Programs.Result result = Programs.in(repo.folder())
                .with("CORDON_HOME", folder.resolve("home").toString())
                .with("HOME", folder.resolve("nobody").toString())
                .with("CORDON_TERMINALS", " 0")
                .start(command.toArray(String[]::new))
                .orFail();
        assertThat(result.err()).doesNotContain("WARNING");
        return result.out();
    }

    @Test
    void personFindsWhatSharesNoWord_andSeesWhy_inTheirSessionOnly() {
        assertThat(cordon("memory", "recall", "--session", "one", "-k", "1", "which Java version?"))
                .contains("JDK 25", "meaning, rank 1: 0.", "searched by words and meaning (all-minilm-l6-v2-q)")
                .doesNotContain("words, rank", "lunch", "Java 21");
    }

    @Test
    void agentFindsIt_too() {
        assertThat(cordon(
                        "run",
                        "--session",
                        "one",
                        "--",
                        "sh",
                        "-c",
                        "curl -s -d '{\"query\":\"when do we eat?\",\"k\":1}' $CORDON_URL/api/v1/memory/recall; echo"))
                .contains("lunch is at noon", "meaning, rank 1", "words and meaning")
                .doesNotContain("Java 21");
    }
}
