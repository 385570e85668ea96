package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.GitRepo;
import dev.cordon.testing.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be done is said clearly, with the mend, and leaves everything as it was. */
class BadInputTest {
    @TempDir
    Path folder;

    private GitRepo repo;
    private Cli cli;

    @BeforeEach
    void repository() {
        repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "one\n");
        repo.commit("first");
        cli = Cli.in(repo, folder.resolve("home"));
    }

    private void refused(Cli.Result result, int exit, String... says) {
        assertThat(result.exit()).as(result.all()).isEqualTo(exit);
        assertThat(result.err()).contains("why:", "mend:");
        for (String part : says) {
            assertThat(result.err()).contains(part);
        }
        for (String part : new String[] {"runs", "journal", "s"}) {
            Path left = folder.resolve("home").resolve(part);
            assertThat(!Files.exists(left) || left.toFile().list().length == 0)
                    .as(part)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"home", "", "home/s", "link"})
    void mountThatShowsTheStateFolder_isRefused(String mount) throws Exception {
        Files.createDirectories(folder.resolve("home/s"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("home"));
        Path config = folder.resolve("mounts.yaml");
        Files.writeString(config, "version: 1\ncapsule: { mounts: [" + folder.resolve(mount) + "] }\n");
        refused(cli.type("run", "--config=" + config, "--", "true"), 2, "C27", "state folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "token", "policy", "rollout"})
    void commandsOfLaterVersions_sayThatTheyAre(String command) {
        refused(cli.type(command), 2, "does nothing yet");
    }

    @Test
    void everyMistakeInTheConfiguration_isToldAtOnce_eachWithItsLine() throws Exception {
        Path config = Files.writeString(folder.resolve("cordon.yaml"), """
                version: 2
                lanes:
                  fix:
                    egress:
                      - "api.example.com:70000"
                      - "ftp://example.com"
                      - "good.example.com:443"
                """);
        refused(cli.type("run", "--config=" + config, "--", "true"), 2, "line 1", "not '2'", "line 5", "line 6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/abs", "a/b", ".hidden", "-dash", "con", "аlice", "a\u202Eb", "a b", "a..b"})
    void hostileNames_areRefusedForSessionsAndTasks(String name) {
        refused(cli.type("run", "--session=" + name, "--", "true"), 2);
        refused(cli.type("run", "--task=" + name, "--", "true"), 2);
        assertThat(folder.resolve("home/partitions").toFile().exists()
                        && !Programs.run("find", folder.toString(), "-name", "x")
                                .out()
                                .isEmpty())
                .isFalse();
    }

    @Test
    void nameOf10kB_isRefusedAndNotRepeated() {
        Cli.Result result = cli.type("run", "--session", "x".repeat(10_000), "--", "true");
        refused(result, 2);
        assertThat(result.err().length()).isLessThan(1000);
    }

    @Test
    void baseThatIsNotThere_isNamed() {
        refused(cli.type("run", "--base", "no-such", "--", "true"), 2, "no-such", "--base");
    }

    @Test
    void repositoryWithoutCommits_isToldHowToMakeOne() {
        GitRepo empty = GitRepo.init(folder.resolve("empty"));
        refused(cli.at(empty.folder()).type("run", "--", "true"), 2, "no commits", "git commit");
    }

    @Test
    void folderWithoutRepository_isToldSo() throws Exception {
        refused(
                cli.at(Files.createDirectory(folder.resolve("plain"))).type("run", "--", "true"),
                2,
                "no git repository",
                "git init");
    }

    @Test
    void laneThatIsNotDefined_isNamedWithThoseThatAre() {
        refused(cli.type("run", "--lane", "fast", "--", "true"), 2, "'fast'", "default", "C24");
    }

    @Test
    void limitThatCantBeRead_showsHow() {
        refused(cli.type("run", "--limit", "memory=lots", "--", "true"), 2, "memory=lots", "--limit cpu=2");
    }

    @Test
    void levelThatIsNotOffered_isNeverSwapped() {
        refused(cli.type("run", "--sandbox", "microvm", "--", "true"), 4, "C29");
        refused(cli.type("run", "--checkout", "copy", "--", "true"), 2, "C29");
    }

    @Test
    void agentThatIsMissing_isNamed() {
        refused(cli.type("run", "--", "no-such-agent"), 2, "no-such-agent", "capsule.mounts");
    }

    @Test
    void agentThatIsNotExecutable_isToldSo() {
        refused(cli.type("run", "--", "./a.txt"), 2, "not executable", "chmod +x");
    }

    @Test
    void taskNameThatIsTaken_isAConflict() {
        assertThat(cli.type("run", "--session", "s1", "--task", "t", "--", "true")
                        .exit())
                .isZero();
        refused(cli.type("run", "--session", "s1", "--task", "t", "--", "true"), 1, "already has a task");
    }

    @Test
    void unknownTask_isNotFound() {
        refused(cli.type("task", "show", "nobody"), 1, "task list");
    }

    @Test
    void noAgent_isAUsageError() {
        Cli.Result result = cli.type("run");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("AGENT");
    }

    @Test
    void everyProblemOfTheConfiguration_isToldAtOnceWithItsLine() throws Exception {
        Path config = Files.writeString(folder.resolve("bad.yaml"), """
                version: 1
                lnaes: {}
                lanes:
                  fix: { external: [nothing], approvel: required }
                tools:
                  t: { run: [], args: { a: strnig }, credential: literal-secret }
                capsule: { limits: "memory=x", environment: [LD_PRELOAD] }
                models: [{ name: m }]
                server: {}
                """);
        Cli.Result result = cli.with("CORDON_CONFIG", config.toString()).type("run", "--", "true");
        refused(
                result,
                2,
                "line 2: unknown key 'lnaes'",
                "line 4: ",
                "'lanes.fix.approvel'",
                "'nothing'",
                "line 6: ",
                "strnig",
                "credential",
                "line 7: ",
                "LD_PRELOAD",
                "a model needs name, provider, base_url and api_key",
                "line 9: section 'server'");
        assertThat(result.err()).doesNotContain("literal-secret");
    }

    @Test
    void lostRootKey_saysWhatIsGoneAndCreatesNothing() throws Exception {
        assertThat(cli.type("run", "--session", "s1", "--", "true").exit()).isZero();
        Files.delete(folder.resolve("home/root.keyset"));
        refused(cli.type("session", "list"), 4, "root key is gone", "backup");
        assertThat(folder.resolve("home/root.keyset")).doesNotExist();
    }

    @Test
    void profileThatIsNotDeclared_isRefused() {
        refused(cli.type("run", "--profile", "mallory", "--", "true"), 2, "mallory", "identity");
    }

    @Test
    void noSpaceLeft_isSaidWithTheMend_andNothingIsLeft() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        Programs.Result result = inMountNamespace("mount -t tmpfs -o size=256k tmpfs " + small, small.resolve("home"));
        assertThat(result.exit()).as(result.out()).isNotZero();
        assertThat(result.out()).contains("mend:", "space");
    }

    @Test
    void readOnlyStateFolder_isSaidWithTheMend() throws Exception {
        Path sealed = Files.createDirectory(folder.resolve("sealed"));
        Programs.Result result = inMountNamespace("mount -t tmpfs -o ro tmpfs " + sealed, sealed.resolve("home"));
        assertThat(result.exit()).as(result.out()).isNotZero();
        assertThat(result.out()).contains("mend:", "CORDON_HOME");
    }

    /** A run of its own process whose state folder lies on a mount that only it sees. */
    private Programs.Result inMountNamespace(String mount, Path home) {
        Cli there = new Cli(repo.folder(), home);
        ProcessBuilder run = there.process("dev.cordon.cli.Main", "run", "--", "true");
        StringBuilder script = new StringBuilder(mount).append(" && exec");
        run.command().forEach(word -> script.append(" '").append(word).append('\''));
        Programs programs =
                Programs.in(repo.folder()).with("CORDON_HOME", home.toString()).with("CORDON_TERMINALS", " 0");
        return programs.start("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script + " 2>&1");
    }
}
