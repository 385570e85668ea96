package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capsule.TerminalSize;
import dev.cordon.core.CordonException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TerminalRunTest {
    private static final String MAIN = "dev.cordon.cli.Main";

    @Test
    void supervisorIsThisProgram_inASessionOfItsOwn_withTheSameArguments() {
        List<String> own = List.of("java", "-Xmx1m", "-cp", "x", MAIN, "run", "--tty", "--", "run", "supervise");

        assertThat(TerminalRun.command(own, Optional.empty(), new TerminalSize(3, 4)))
                .containsExactly(
                        "setsid",
                        "java",
                        "-Xmx1m",
                        "-cp",
                        "x",
                        MAIN,
                        "supervise",
                        "--terminal-size",
                        "3x4",
                        "--tty",
                        "--",
                        "run",
                        "supervise");
    }

    @Test
    void emptyArguments_areKept() {
        List<String> own = List.of("java", MAIN, "run", "--tty", "--", "sh", "-c", "");

        assertThat(TerminalRun.command(own, Optional.empty(), TerminalSize.USUAL))
                .endsWith("--", "sh", "-c", "");
    }

    @Test
    void withoutOurMain_isRefused() {
        assertThatThrownBy(() ->
                        TerminalRun.command(List.of("java", "other.Main", "run"), Optional.empty(), TerminalSize.USUAL))
                .isInstanceOf(CordonException.Unavailable.class);
        assertThatThrownBy(
                        () -> TerminalRun.command(List.of("run", MAIN, "attach"), Optional.empty(), TerminalSize.USUAL))
                .isInstanceOf(CordonException.Unavailable.class);
    }

    @Test
    void otherCommandsWords_takeThePlaceOfTheirOwn() {
        List<String> own = List.of("java", MAIN, "task", "resume", "run", "--tty");
        assertThat(TerminalRun.command(own, Optional.of(List.of("--resume", "run", "--")), TerminalSize.USUAL))
                .containsExactly(
                        "setsid",
                        "java",
                        MAIN,
                        "supervise",
                        "--terminal-size",
                        TerminalSize.USUAL.toString(),
                        "--resume",
                        "run",
                        "--");
    }
}
