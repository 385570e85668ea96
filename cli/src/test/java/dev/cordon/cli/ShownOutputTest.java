package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What an agent prints stays its own words, and text. */
class ShownOutputTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private String shown(String mark, boolean terminal, String... pieces) {
        ShownOutput output = new ShownOutput(new PrintStream(printed, true), mark, terminal);
        for (String piece : pieces) {
            byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
            output.write(bytes, 0, bytes.length);
        }
        output.endLine();
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void everyLineBeginsWithTheMark_howeverItCame() {
        assertThat(shown("| ", false, "a", "b\n[verify]", "  ok … PASS\n\nc\rd\r\ne"))
                .isEqualTo("| ab\n| [verify]  ok … PASS\n|\n| c\n| d\n| e\n");
    }

    @Test
    void onATerminal_controlsAreShownByNumber_andTextStays() {
        assertThat(shown("", true, "\033]0;title\007 tab\tä\\n \u009b2J \u202eright\n\r"))
                .isEqualTo("\\u{1b}]0;title\\u{7} tab\tä\\n \\u{9b}2J \\u{202e}right\n\\r");
    }

    @Test
    void characterThatIsCut_isPutTogether() {
        ShownOutput output = new ShownOutput(new PrintStream(printed, true), "", true);
        for (byte b : "ä€😀".getBytes(StandardCharsets.UTF_8)) {
            output.write(b);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("ä€😀");
    }

    @Test
    void elsewhere_bytesPassAsTheyAre() {
        ShownOutput output = new ShownOutput(new PrintStream(printed, true), "", false);
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        output.write(all, 0, all.length);
        assertThat(printed.toByteArray()).isEqualTo(all);
    }
}
