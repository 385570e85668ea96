package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalSizeTest {
    @Test
    void textIsReadAsItWasWritten() {
        TerminalSize size = new TerminalSize(40, 132);

        assertThat(TerminalSize.parse(size.toString())).isEqualTo(size);
    }

    @Test
    void terminalThatSaysNothing_isTakenAsTheUsualOne() {
        assertThat(new TerminalSize(0, 0)).isEqualTo(TerminalSize.USUAL);
        assertThat(new TerminalSize(-3, 10)).isEqualTo(new TerminalSize(24, 10));
    }

    @Test
    void sidesStayWithinWhatTheKernelKeeps() {
        assertThat(new TerminalSize(1 << 20, 1 << 20)).isEqualTo(new TerminalSize(65535, 65535));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "24", "24x", "x80", "24X80", "-1x80", "24x80x3", "999999x1", "24 80"})
    void anythingElse_isRefused(String text) {
        assertThatThrownBy(() -> TerminalSize.parse(text)).isInstanceOf(CordonException.BadInput.class);
    }
}
