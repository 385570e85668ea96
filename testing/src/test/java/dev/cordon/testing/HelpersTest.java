package dev.cordon.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelpersTest {
    @TempDir
    Path folder;

    @Test
    void awaitReturnsOnceTheConditionHolds() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        Await.until(Duration.ofSeconds(20), () -> looks.incrementAndGet() == 3, "three looks");
        assertThat(looks).hasValue(3);
    }

    @Test
    void awaitInVain_saysForWhat() {
        assertThatThrownBy(() -> Await.until(Duration.ofMillis(5), () -> false, "the moon"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("in vain for the moon");
    }

    @Test
    void programSpeaksOnBothStreams_andItsStatusIsKept() {
        Programs.Result result =
                Programs.in(folder).with("WHO", "world").start("sh", "-c", "echo $WHO; echo no >&2; exit 3");

        assertThat(result).isEqualTo(new Programs.Result(3, "world\n", "no\n"));
        assertThatThrownBy(result::orFail).hasMessageContaining("exit 3").hasMessageContaining("no");
    }

    @Test
    void programThatTakesTooLong_isKilledWithItsChildren() {
        assertThatThrownBy(() ->
                        Programs.in(folder).within(Duration.ofMillis(100)).start("sh", "-c", "sleep 71 & sleep 72"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("longer than 100 ms");
    }

    @Test
    void equalRepositories_haveEqualCommits() {
        String first =
                GitRepo.init(folder.resolve("a")).write("src/x.txt", "x\n").commit("one");
        GitRepo second = GitRepo.init(folder.resolve("b")).write("src/x.txt", "x\n");

        assertThat(second.commit("one")).isEqualTo(first);
        assertThat(GitRepo.at(second.folder()).head()).isEqualTo(first);
    }

    @Test
    void configurationOfTheMachine_doesNotReachARepository() {
        GitRepo repo = GitRepo.init(folder.resolve("c"));

        assertThat(repo.git("config", "--list", "--show-scope").lines()).allMatch(line -> line.startsWith("local"));
    }

    @Test
    void gitThatFails_failsTheTestWithItsComplaint() {
        GitRepo repo = GitRepo.init(folder.resolve("d"));

        assertThatThrownBy(() -> repo.git("checkout", "nowhere")).hasMessageContaining("nowhere");
    }
}
