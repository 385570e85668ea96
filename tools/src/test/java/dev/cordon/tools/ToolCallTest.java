package dev.cordon.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.ToolSpec;
import dev.cordon.core.ToolSpec.ArgumentType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallTest {
    private static final ToolSpec PR = tool(
            List.of("gh", "pr", "create", "--title={title}", "-n", "{number}"),
            Map.of("title", ArgumentType.STRING, "number", ArgumentType.INTEGER));

    private static ToolSpec tool(List<String> run, Map<String, ArgumentType> arguments) {
        return new ToolSpec("pr", run, arguments, Optional.empty(), List.of(), List.of(), Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"; rm -rf /", "a && b", "$(id)", "`id`", "a\nb", "<<EOF", "--force", "{number}", "$0 \\1", "'\""
            })
    void hostileArgument_staysOneWord(String title) {
        ToolCall call = ToolCall.of(PR, Map.of("title", title, "number", "7"));
        assertThat(call.command()).containsExactly("gh", "pr", "create", "--title=" + title, "-n", "7");
    }

    @Test
    void missingArgument_isNamed() {
        assertThatThrownBy(() -> ToolCall.of(PR, Map.of("title", "x")))
                .isInstanceOf(CordonException.BadInput.class)
                .hasMessageContaining("'number'")
                .hasMessageContaining("missing");
    }

    @Test
    void unknownArgument_isRefused() {
        assertThatThrownBy(() -> ToolCall.of(PR, Map.of("title", "x", "number", "1", "extra", "y")))
                .isInstanceOf(CordonException.BadInput.class)
                .hasMessageContaining("'extra'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1e3", "0x1", "1 ", "--7", "9999999999999999999", "١"})
    void numberThatIsNone_isRefused(String number) {
        assertThatThrownBy(() -> ToolCall.of(PR, Map.of("title", "x", "number", number)))
                .isInstanceOf(CordonException.BadInput.class);
    }

    @Test
    void nulAndExcessiveLength_areRefusedAndNotRepeated() {
        assertThatThrownBy(() -> ToolCall.of(PR, Map.of("title", "a\0b", "number", "1")))
                .isInstanceOf(CordonException.BadInput.class);
        assertThatThrownBy(() -> ToolCall.of(PR, Map.of("title", "x".repeat(70_000), "number", "1")))
                .isInstanceOf(CordonException.BadInput.class)
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(500));
    }

    @Test
    void booleanIsTrueOrFalse() {
        ToolSpec tool = tool(List.of("x", "{yes}"), Map.of("yes", ArgumentType.BOOLEAN));
        assertThat(ToolCall.of(tool, Map.of("yes", "true")).command()).containsExactly("x", "true");
        assertThatThrownBy(() -> ToolCall.of(tool, Map.of("yes", "True"))).isInstanceOf(CordonException.BadInput.class);
    }

    @Test
    void placeThatIsNotDeclared_isAFaultOfTheDeclaration() {
        ToolSpec tool = tool(List.of("x", "{ghost}"), Map.of());
        assertThatThrownBy(() -> ToolCall.of(tool, Map.of()))
                .isInstanceOf(CordonException.BadInput.class)
                .hasMessageContaining("args");
    }
}
