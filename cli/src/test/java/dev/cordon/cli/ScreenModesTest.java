package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenModesTest {
    private final ScreenModes modes = new ScreenModes();

    @Test
    void untouchedTerminal_getsNothing() {
        saw("text \033[1mbold\033[0m");

        assertThat(modes.undo()).isEmpty();
    }

    @Test
    void whatAnEditorSwitches_isSwitchedBack() {
        saw("\033[?1049h\033[?25l\033[?1000;1006h\033[?2004h");

        assertThat(modes.undo()).isEqualTo("\033[?25h\033[?1000l\033[?1006l\033[?1049l\033[?2004l\033[0m");
    }

    @Test
    void whatItSwitchedBackItself_isLeft() {
        saw("\033[?1049h\033[?25l text \033[?25h\033[?1049l");

        assertThat(modes.undo()).isEmpty();
    }

    @Test
    void sequenceSplitAnywhere_isSeen() {
        for (byte b : "x\033[?1049hy".getBytes(StandardCharsets.UTF_8)) {
            modes.saw(new byte[] {b});
        }

        assertThat(modes.undo()).contains("\033[?1049l");
    }

    @Test
    void sequenceAfterABrokenOne_isSeen() {
        saw("\033[?10\033[?25l");

        assertThat(modes.undo()).contains("\033[?25h");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\033[?h",
                "\033[?;h",
                "\033[?99999999999999999999h",
                "\033[1049h",
                "[?1049h",
                "\033]?1049h",
                "\033[?1049$p",
                "\033[?12h"
            })
    void otherSequences_areNone(String text) {
        saw(text);

        assertThat(modes.undo()).isEmpty();
    }

    @Test
    void endlessSequence_isGivenUp() {
        saw("\033[?" + "1;".repeat(100_000) + "h");

        assertThat(modes.undo()).isEmpty();
    }

    private void saw(String text) {
        modes.saw(text.getBytes(StandardCharsets.UTF_8));
    }
}
