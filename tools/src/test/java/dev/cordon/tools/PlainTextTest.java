package dev.cordon.tools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    @Test
    void ordinaryText_isShownAsItIs() {
        assertThat(PlainText.of("Straße 東京 naïve — 100 %")).isEqualTo("Straße 東京 naïve — 100 %");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x0, 0x7, 0x8, 0x1b, 0x7f, 0x85, 0x9b, 0xa0, 0xad, 0x200b, 0x200d, 0x200e, 0x202e, 0x2028, 0x2066,
                0x2069, 0x3000, 0xfeff, 0xe000, 0xe0041, 0x34f, 0x115f, 0x3164, 0x2800, 0xfe0f, 0xe0100
            })
    void whatCouldHideOrReorder_isShownByItsNumber(int point) {
        assertThat(PlainText.of("a" + Character.toString(point) + "b"))
                .isEqualTo("a\\u{" + Integer.toHexString(point) + "}b");
    }

    @Test
    void linesAndTabs_areShownOnOneLine() {
        assertThat(PlainText.of("a\nb\tc\rd")).isEqualTo("a\\nb\\tc\\rd");
    }

    @Test
    void backslash_isDoubled_soThatNothingPosesAsAnEscape() {
        assertThat(PlainText.of("a\\nb")).isEqualTo("a\\\\nb").isNotEqualTo(PlainText.of("a\nb"));
        assertThat(PlainText.of("\\u{202e}")).isNotEqualTo(PlainText.of("\u202e"));
    }

    @Test
    void loneSurrogate_isShownByItsNumber() {
        assertThat(PlainText.of("a\ud800b")).isEqualTo("a\\u{d800}b");
    }

    @Test
    void longText_isComplete() {
        assertThat(PlainText.of("x".repeat(100_000))).hasSize(100_000);
    }
}
