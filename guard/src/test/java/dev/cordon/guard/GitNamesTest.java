package dev.cordon.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class GitNamesTest {
    @Test
    void quotedName_isUnescapedByteByByte() {
        assertThat(GitNames.read("\"b/\\303\\244 \\t\\\\ \\\"x\\\"\"")).isEqualTo("b/\u00e4 \t\\ \"x\"");
        assertThat(GitNames.read("b/a b.txt\t")).isEqualTo("b/a b.txt");
        assertThat(GitNames.read("b/\u00c3\u00a4")).isEqualTo("b/\u00e4");
    }

    @Test
    void nameWithUnknownEscapeOrNoEnd_isAnError() {
        for (String wrong : List.of("\"a", "\"a\\\"", "\"a\\9\"", "\"a\\xyz\"")) {
            assertThatThrownBy(() -> GitNames.read(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void headerOfTheSameNameOnBothSides_tellsIt() {
        assertThat(GitNames.ofHeader("a/x y b/x y")).contains("x y");
        assertThat(GitNames.ofHeader("\"a/\\t\" \"b/\\t\"")).contains("\t");
        assertThat(GitNames.ofHeader("a/x \"b/\\t\"")).contains("\t");
        assertThat(GitNames.ofHeader("a/x b/y")).isEmpty();
        assertThat(GitNames.ofHeader("a/long b/y")).isEmpty();
    }

    @Test
    void onlyOneSideIsTaken_fromAName() {
        assertThat(GitNames.withoutSide("b/b/x")).isEqualTo("b/x");
        assertThat(GitNames.withoutSide("c/x")).isEqualTo("c/x");
    }

    @Test
    void piecesOfALongLine_areBoundedAndTellWhereItBeginsAndEnds() throws IOException {
        String text = "ab\n" + "x".repeat(LinePieces.LONGEST + 5) + "\n\nend";
        LinePieces pieces = new LinePieces(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
        StringBuilder piece = new StringBuilder();
        StringBuilder seen = new StringBuilder();
        while (pieces.next(piece)) {
            seen.append(piece.length()).append(pieces.beginsLine() ? 'b' : '-').append(pieces.endsLine() ? 'e' : '-');
            seen.append(' ');
        }
        assertThat(seen).hasToString("2be " + LinePieces.LONGEST + "b- 5-e 0be 3be ");
    }
}
