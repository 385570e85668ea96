package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\033[6n",
                "\033[5n",
                "\033[?6n",
                "\033[c",
                "\033[0c",
                "\033[>c",
                "\033[>0c",
                "\033[=c",
                "\033[>q",
                "\033[>0q",
                "\033[?u",
                "\033[18t",
                "\033[?2026$p",
                "\033[4$p",
                "\033[x",
                "\033]10;?\007",
                "\033]11;?\033\\",
                "\033]4;1;?\007",
                "\033]52;c;?\007",
                "\033P$qm\033\\",
                "\033P+q544e\033\\",
                "\005"
            })
    void questionsToTheTerminal_areNotAskedAgain(String question) {
        assertThat(replay("before" + question + "after", false)).isEqualTo("beforeafter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain text, a ? and [6n",
                "\033[1;31mred\033[0m",
                "\033[2J\033[H\033[10;20H",
                "\033[?1049h\033[?25l",
                "\033]0;title\007",
                "\033[4 q",
                "\033[s\033[u",
                "grüße → ✓"
            })
    void allElseStays(String text) {
        assertThat(replay(text, false)).isEqualTo(text);
    }

    @Test
    void cutOutput_startsWithALine() {
        assertThat(replay("rest of a line\nnext\nlast", true)).isEqualTo("next\nlast");
        assertThat(replay("one endless line", true)).isEqualTo("one endless line");
    }

    @Test
    void bytesOfNoEncoding_survive() {
        byte[] bytes = {(byte) 0xff, 0, (byte) 0x80, 'a'};

        assertThat(Replay.of(bytes, false)).isEqualTo(bytes);
    }

    @Test
    void hostileOutput_takesLinearTime() {
        String hostile = "\033]1" + "\033[;;;;".repeat(4000) + "\033]1;".repeat(4000) + "\033[>0".repeat(4000);

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> replay(hostile, true));
    }

    private static String replay(String text, boolean cut) {
        return new String(Replay.of(text.getBytes(StandardCharsets.UTF_8), cut), StandardCharsets.UTF_8);
    }
}
