package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.Await;
import dev.cordon.testing.Programs;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cordon run --tty}, detach and attach, on real terminals with real processes. */
class TtyEndToEndTest {
    private static final String DETACH = "\020\021";

    @TempDir
    Path folder;

    private TtyBench bench;
    private UserTerminal terminal;
    private String settings = "";

    @BeforeEach
    void open() {
        bench = new TtyBench(folder);
        terminal = bench.terminal;
        settings = terminal.settings();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void agentGetsATerminalOfThisSize_andTheRunEndsAsAnyOther() throws Exception {
        Process run =
                bench.run("stty size; echo term-$TERM; test -t 0 && test -t 1 && test -t 2 && echo all; touch made");

        assertThat(terminal.exitOf(run)).isZero();
        terminal.awaitText("task done");
        assertThat(terminal.screen())
                .containsSubsequence(
                        "[router]", "[capsule]", "37 111", "term-xterm-test", "all", "touched files: made");
        assertThat(terminal.settings()).isEqualTo(settings);
        assertThat(bench.nothingRuns()).isTrue();
    }

    @Test
    void failedAgent_isExit1_asWithoutATerminal() throws Exception {
        Process run = bench.run("exit 7");

        assertThat(terminal.exitOf(run)).isEqualTo(1);
        terminal.awaitText("ended with exit 7");
    }

    @Test
    void ctrlCAndResize_reachTheAgentAndNotCordon() throws Exception {
        Process run = bench.run("trap 'echo caught' INT; trap 'stty size' WINCH; echo go-ahead; "
                + "while :; do read x && break; done; echo got-$x");
        terminal.awaitText("go-ahead");

        terminal.type("\003");
        terminal.awaitText("caught");
        terminal.resize(50, 140);
        terminal.awaitText("50 140");
        terminal.type("key\r");

        assertThat(terminal.exitOf(run)).isZero();
        assertThat(terminal.screen()).contains("got-key");
    }

    @Test
    void detached_theRunGoesOn_andAttachComesBackToIt() throws Exception {
        Process run = bench.run("echo before; read x; echo got-$x; read y; exit 5");
        terminal.awaitText("before");

        terminal.type(DETACH);

        assertThat(terminal.exitOf(run)).isZero();
        terminal.awaitText("cordon attach t");
        assertThat(terminal.settings()).isEqualTo(settings);
        assertThat(bench.cordon("logs", "t").orFail().out()).contains("before");

        terminal.clear();
        Process attach = terminal.cordon("attach", "t");
        terminal.awaitText("before");
        terminal.type("back\r");
        terminal.awaitText("got-back");
        terminal.type("\r");

        assertThat(terminal.exitOf(attach)).isEqualTo(1);
        terminal.awaitText("ended with exit 5");
        assertThat(terminal.settings()).isEqualTo(settings);
        assertThat(bench.cordon("logs", "t").orFail().out()).contains("got-back");
    }

    @Test
    void secondTerminal_isRefused_andTeardownEndsTheRunOfTheFirst() throws Exception {
        Process run = bench.run("echo up; sleep 100");
        terminal.awaitText("up");
        try (UserTerminal second = new UserTerminal(bench.home, bench.repo.folder())) {
            Process attach = second.cordon("attach", "t");
            assertThat(second.exitOf(attach)).isEqualTo(1);
            assertThat(second.screen()).contains("another terminal is attached");
        }

        bench.cordon("teardown", "t").orFail();

        assertThat(terminal.exitOf(run)).isEqualTo(1);
        assertThat(terminal.settings()).isEqualTo(settings);
        assertThat(bench.nothingRuns()).isTrue();
    }

    @Test
    void killedClient_leavesTheRunGoing() throws Exception {
        Process run = bench.run("echo up; read x; echo got-$x");
        terminal.awaitText("up");

        run.destroyForcibly();
        terminal.exitOf(run);

        try (UserTerminal other = new UserTerminal(bench.home, bench.repo.folder())) {
            Process attach = other.cordon("attach", "t");
            other.awaitText("up");
            other.type("again\r");
            assertThat(other.exitOf(attach)).isZero();
            assertThat(other.screen()).contains("got-again");
        }
    }

    @Test
    void terminatedClient_givesTheTerminalBack_andLeavesTheRunGoing() throws Exception {
        Process run = bench.run("echo up; sleep 100");
        terminal.awaitText("up");

        run.destroy();
        terminal.exitOf(run);

        assertThat(terminal.settings()).isEqualTo(settings);
        assertThat(bench.supervisor().isAlive()).isTrue();
    }

    @Test
    void killedSupervisor_endsTheClientClearly_andIsRepaired() throws Exception {
        Process run = bench.run("echo changed > a.txt; echo up; sleep 100");
        terminal.awaitText("up");
        ProcessHandle supervisor = bench.supervisor();

        supervisor.destroyForcibly();

        assertThat(terminal.exitOf(run)).isEqualTo(1);
        assertThat(terminal.screen()).contains("supervisor is gone", "mend:");
        assertThat(terminal.settings()).isEqualTo(settings);
        Programs.Result next =
                bench.cordon("run", "--task", "next", "--", "true").orFail();
        assertThat(next.out()).contains("[repair]", "interrupted");
        assertThat(bench.cordon("task", "diff", "t").orFail().out()).contains("+changed");
        assertThat(bench.nothingRuns()).isTrue();
    }

    @Test
    void missingAgent_neverChangesTheTerminal() throws Exception {
        Process run = terminal.cordon("run", "--tty", "--", "no-such-agent");

        assertThat(terminal.exitOf(run)).isEqualTo(2);
        assertThat(terminal.screen()).contains("no-such-agent", "mend:");
        assertThat(terminal.settings()).isEqualTo(settings);
        assertThat(bench.nothingRuns()).isTrue();
    }

    @Test
    void ctrlCAfterTheAgent_endsTheRun() throws Exception {
        Process run = terminal.cordon("run", "--tty", "--task", "t", "--check", "sleep 2", "--", "true");
        terminal.awaitText("touched files");

        terminal.type("\003");

        assertThat(terminal.exitOf(run)).isEqualTo(130);
        Await.until(UserTerminal.PATIENCE, bench::nothingRuns, "the end of the run");
        assertThat(terminal.settings()).isEqualTo(settings);
    }

    @Test
    void followedLogs_goOnUntilTheEnd() throws Exception {
        Process run = bench.run("echo first-line; read x; echo last-line");
        terminal.awaitText("first-line");
        try (UserTerminal second = new UserTerminal(bench.home, bench.repo.folder())) {
            Process logs = second.cordon("logs", "-f", "t");
            second.awaitText("first-line");

            terminal.type("\r");

            second.awaitText("last-line");
            assertThat(second.exitOf(logs)).isZero();
        }
        assertThat(terminal.exitOf(run)).isZero();
    }

    @Test
    void leftTerminal_hasItsModesBack() throws Exception {
        Process run = bench.run("printf '\\033[?1049h\\033[?25l'; echo up; sleep 100");
        terminal.awaitText("up");

        terminal.type(DETACH);

        terminal.exitOf(run);
        Await.until(
                UserTerminal.PATIENCE, () -> terminal.screen().contains("\033[?25h\033[?1049l"), "modes given back");
        assertThat(bench.supervisor().isAlive()).isTrue();
    }

    @Test
    void withoutATerminal_isRefusedWithTheMend() {
        Programs.Result run = bench.cordon("run", "--tty", "--", "true");
        Programs.Result attach = bench.cordon("attach", "t");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("needs a terminal", "--tty");
        assertThat(attach.exit()).isEqualTo(2);
    }

    @Test
    void jsonAndATerminal_isRefused() throws Exception {
        Process run = terminal.cordon("run", "--tty", "--json", "--", "true");

        assertThat(terminal.exitOf(run)).isEqualTo(2);
    }

    @Test
    void attachToARunThatEnded_isSaid() throws Exception {
        terminal.exitOf(bench.run("true"));

        Process attach = terminal.cordon("attach", "t");

        assertThat(terminal.exitOf(attach)).isEqualTo(1);
        terminal.awaitText("its run has ended");
    }
}
