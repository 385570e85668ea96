package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AliasTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "..", "../x", "/etc", "a/b", "a\\b", ".git", "-x", "--force", "a..b", "new", "NEW", "all",
                "con", "NUL.txt", "a b", "a\nb", "раyраl", "naïve", "a\u200b", "a\u202e", "a:b", "~", "$HOME", "*"
            })
    void nameThatCouldMeanSomethingElse_isRefused(String name) {
        assertThatThrownBy(() -> new Alias(name))
                .isInstanceOfSatisfying(
                        CordonException.BadInput.class,
                        e -> assertThat(e.problem().mend()).contains("ASCII"));
    }

    @Test
    void longName_isRefused_withoutRepeatingIt() {
        String tenKilobytes = "x".repeat(10_000);
        assertThatThrownBy(() -> new Alias(tenKilobytes))
                .isInstanceOf(CordonException.BadInput.class)
                .hasMessageNotContaining("xxx");
        assertThat(new Alias("x".repeat(64)).value()).hasSize(64);
    }

    @Test
    void nameThatLooksLikeAnId_isRefused() {
        String id = "sess_" + "0".repeat(39);
        assertThatThrownBy(() -> new Alias(id)).isInstanceOf(CordonException.BadInput.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fix-42", "a", "_x", "v1.2.3", "newer", "Conrad"})
    void plainName_isTaken(String name) {
        assertThat(new Alias(name)).hasToString(name);
    }
}
