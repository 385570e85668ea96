package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Lane;
import dev.cordon.core.PackageCache;
import dev.cordon.core.Session;
import dev.cordon.testing.GitRepo;
import dev.cordon.tools.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real package managers work from the lane's caches, and nothing that a session writes there reaches anybody (C19). */
class CachesTest {
    private static final String BUILD = """
            set -e
            mvn -q -B compile
            java -cp target/classes Demo >said
            npm install --no-fund --loglevel=error
            node -p 'require("cordon-demo")' >>said
            python3 -m pip install --quiet --target lib cordon-demo
            PYTHONPATH=lib python3 -c 'import cordon_demo; print(cordon_demo.says)' >>said
            [ "$(cat said)" = "$(printf 'java works\\nnpm works\\npip works')" ]
            """;

    private static final String POISON = """
            set -e
            echo poison >~/.cache/wheels/cordon_demo-1.0-py3-none-any.whl
            find ~/.npm/_cacache -type f -exec sh -c 'echo poison >"$1"' x {} \\;
            find ~/.m2/repository/org/apache/maven/plugins -name '*.jar' -exec sh -c 'echo poison >"$1"' x {} \\;
            touch ~/.m2/repository/poisoned
            """;

    @TempDir
    static Path shared;

    private static SharedPackages packages;
    private static Map<PackageCache, Path> caches;

    @TempDir
    Path folder;

    private RunBench bench;

    @BeforeAll
    static void fillCaches() throws Exception {
        packages = new SharedPackages(shared);
        caches = packages.caches();
    }

    @BeforeEach
    void repository() throws Exception {
        GitRepo repo = GitRepo.init(folder.resolve("repo"));
        packages.project().forEach(repo::write);
        repo.commit("first");
        bench = new RunBench(folder.resolve("home"), repo.folder());
        bench.lane = offering(caches);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static Lane offering(Map<PackageCache, Path> offered) {
        return new Lane("build", List.of(), List.of(), List.of(), Lane.ApprovalNeed.REQUIRED, List.of(), offered);
    }

    /** Runs a script; its task must end well. */
    private void works(String session, String script) {
        StringBuffer output = new StringBuffer();
        try (Session open = bench.session(session)) {
            RunSupervisor.Outcome outcome = bench.run(open, "t", script, new RunListener() {
                @Override
                public void step(Stage stage, String line) {}

                @Override
                public void output(byte[] bytes, int length, boolean error) {
                    output.append(new String(bytes, 0, length, StandardCharsets.UTF_8));
                }

                @Override
                public void progress(String what) {}
            });
            assertThat(outcome.task().state())
                    .as("%s%n%s", output, outcome.run().checks())
                    .isEqualTo(TaskRecord.State.DONE);
        }
    }

    private static Map<String, String> state() throws IOException {
        Map<String, String> state = new TreeMap<>();
        for (Path root :
                List.of(caches.get(PackageCache.NPM), caches.get(PackageCache.PIP), SharedPackages.compiler())) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.toList()) {
                    String content = Files.isRegularFile(file) ? Digests.sha256(Files.readAllBytes(file)) : "";
                    state.put(
                            file.toString(),
                            content
                                    + Files.readAttributes(
                                            file, "unix:mode,ino,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS));
                }
            }
        }
        return state;
    }

    @Test
    void agentAndChecks_buildFromTheCaches_withoutNetwork() throws Exception {
        Map<String, String> before = state();
        bench.checks = List.of(BUILD);
        works("s", BUILD);
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void poisonOfOneSession_reachesNeitherItsNeighbourNorTheNextNorTheHost() throws Exception {
        Map<String, String> before = state();
        CompletableFuture<Void> neighbour = CompletableFuture.runAsync(() -> works("neighbour", BUILD));
        works("poisoner", POISON + "! mvn -q -B compile");
        neighbour.join();
        works("next", BUILD);
        assertThat(state()).isEqualTo(before);
        assertThat(caches.get(PackageCache.MAVEN).resolve("poisoned")).doesNotExist();
    }

    @Test
    void whatIsNotInTheCaches_isNamedAtOnce() throws Exception {
        works("s", """
                npm install --loglevel=error no-such-package-here 2>&1 | grep -q ENOTCACHED || exit 1
                python3 -m pip install --target lib no-such-package-here 2>&1 | grep -q 'No matching distribution' || exit 2
                mvn -B org.example:no-such-plugin:1:go 2>&1 | grep -qi offline || exit 3
                """);
    }

    @Test
    void mavenTakesWhatLiesThere_fromWhicheverMirrorItCame() throws Exception {
        works("s", """
                find ~/.m2/repository -name '*.pom' | while read -r pom; do
                    cd "${pom%/*}"
                    for f in *.pom *.jar; do echo "$f>corporate-mirror="; done >_remote.repositories
                done
                mvn -q -B compile
                """);
    }

    @Test
    void withAWayOut_packageManagersAskTheCacheFirst_andMayAskFurther() {
        Lane open = new Lane(
                "open",
                List.of(),
                List.of(),
                List.of(),
                Lane.ApprovalNeed.REQUIRED,
                List.of("api.example.com"),
                caches);
        bench.lane = open;
        works("s", """
                set -e
                env | grep -q npm_config_prefer_offline=true
                ! env | grep -qE 'npm_config_offline|PIP_NO_INDEX'
                [ ! -e ~/.m2/settings.xml ]
                """);
        bench.checks = List.of(
                "env | grep -q PIP_NO_INDEX && env | grep -q npm_config_offline && grep -q offline ~/.m2/settings.xml");
        works("s2", "true");
    }

    @Test
    void cacheOfAnotherUser_refusesTheRun() throws IOException {
        Path foreign = Path.of("/usr/share");
        if (System.getProperty("user.name").equals("root")) {
            foreign = Files.createDirectories(folder.resolve("foreign"));
            Files.setAttribute(foreign, "unix:uid", 65_534);
            Path ofGroup = Files.createDirectories(folder.resolve("group"));
            Files.setAttribute(ofGroup, "unix:gid", 65_534);
            refused(ofGroup, "cache-not-yours", "another user or group");
        }
        refused(foreign, "cache-not-yours", "another user");
    }

    @Test
    void cacheThatIsMissingOrNoFolder_refusesTheRun() throws IOException {
        refused(folder.resolve("nowhere"), "cache-missing", "it is not there");
        refused(Files.writeString(folder.resolve("file"), ""), "cache-missing", "it is no folder");
    }

    @Test
    void cacheThatOverlapsWorkspaceOrState_refusesTheRun_evenBehindALink() throws IOException {
        Path inRepository = Files.createDirectories(bench.repository.resolve("node_cache"));
        refused(inRepository, "cache-overlaps", "the workspace");
        refused(folder, "cache-overlaps", "overlaps");
        refused(Files.createDirectories(bench.home.resolve("bases/x")), "cache-overlaps", "state folder");
        Path link = Files.createSymbolicLink(folder.resolve("link"), bench.home);
        refused(link, "cache-overlaps", "state folder");
    }

    private void refused(Path cache, String code, String why) {
        bench.lane = offering(Map.of(PackageCache.NPM, cache));
        try (Session session = bench.session("s")) {
            assertThatThrownBy(() -> bench.run(session, "t", "true"))
                    .isInstanceOfSatisfying(CordonException.BadInput.class, e -> {
                        assertThat(e.problem().code()).isEqualTo(code);
                        assertThat(e.problem().why()).contains(why);
                    });
            assertThat(TaskBook.tasks(session)).isEmpty();
        }
    }
}
