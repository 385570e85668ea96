package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.GitRepo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel's own answers to a program inside a capsule, and to the same program on the host (C27). */
@ParameterizedClass
@EnumSource(SandboxLevel.class)
class CapsuleSyscallTest {
    @Parameter
    SandboxLevel level;

    @TempDir
    Path folder;

    private Workbench bench;
    private SyscallTrial trial;

    @BeforeEach
    void repository() throws Exception {
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "a\n");
        repo.commit("first");
        bench = Workbench.around(folder, repo, level);
        trial = new SyscallTrial(folder.resolve("probe"));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void everyRefusedCall_isRefusedByTheKernel() throws Exception {
        List<SyscallCase> cases = SyscallCase.refused();
        Map<String, Integer> answers = trial.inside(bench, trial.lines(cases));
        assertThat(wrong(cases, answers)).isEmpty();
    }

    @Test
    void sameCallsOnTheHost_failForOtherReasons() throws Exception {
        List<SyscallCase> cases = SyscallCase.refused();
        Map<String, Integer> answers = trial.outside(trial.lines(cases));
        // An ordinary user is refused most of them by the kernel, too, with the same word.
        List<String> same = answers.entrySet().stream()
                .filter(answer -> answer.getValue() == SyscallRule.EPERM)
                .map(Map.Entry::getKey)
                .toList();
        assertThat(same).hasSizeLessThan(Workbench.isRoot() ? 1 : cases.size() / 2);
    }

    @Test
    void everyAllowedCall_reachesTheKernel() throws Exception {
        List<SyscallCase> cases = SyscallCase.allowed();
        assertThat(trial.inside(bench, trial.lines(cases))).doesNotContainValue(SyscallRule.EPERM);
    }

    @Test
    void callsOfOtherAbis_areRefused_whateverTheyAre() throws Exception {
        if (!System.getProperty("os.arch").equals("amd64")) {
            return;
        }
        // 20 is i386's getpid.
        List<String> i386 = List.of("i386:getpid 20");
        List<String> x32 = trial.x32(SyscallCase.allowed());
        if (level == SandboxLevel.NAMESPACE) {
            assertThat(trial.inside(bench, x32).values()).containsOnly(SyscallRule.EPERM);
            assertThat(trial.inside(bench, i386)).containsEntry("i386:getpid", SyscallRule.EPERM);
        } else {
            // The specification has no word for it, and the runtime's library ends who makes such a call.
            assertThat(trial.outputInside(bench, x32)).isEmpty();
            assertThat(trial.outputInside(bench, i386)).isEmpty();
        }
    }

    @Test
    void sessionKeyringOfTheCaller_isNotTheCapsules() throws Exception {
        // keyctl(KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING) answers the number by which it can be asked for keys.
        List<String> calls = trial.lines(List.of(new SyscallCase("value:keyring", "keyctl", 0, List.of(0L, -3L))));
        assertThat(trial.answerOf(Spawner::start, calls))
                .matches("value:keyring [1-9]\\d*\n")
                .isNotEqualTo(trial.answerOf(ProcessBuilder::start, calls));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python3 -c 'import threading, subprocess, asyncio; t = threading.Thread(target=print, args=(1,)); t.start(); t.join(); subprocess.run([\"true\"], check=True); asyncio.run(asyncio.sleep(0))'",
                "node -e 'require(\"fs\").readFile(\"a.txt\", () => require(\"http\").createServer().listen(0, \"127.0.0.1\", function () { this.close() }))'",
                "git gc -q && git log --oneline | grep first",
                "sort --parallel=2 a.txt | tee /dev/null | xargs -P2 echo"
            })
    void everydayPrograms_workUnderTheFilter(String script) {
        try (Workbench.Outcome outcome = bench.sh(script)) {
            assertThat(outcome.ended().exit()).as(outcome.errors()).isZero();
        }
    }

    private static Map<String, Integer> wrong(List<SyscallCase> cases, Map<String, Integer> answers) {
        Map<String, Integer> wrong = new TreeMap<>(answers);
        cases.forEach(one -> wrong.remove(one.label(), one.errno()));
        return wrong;
    }
}
