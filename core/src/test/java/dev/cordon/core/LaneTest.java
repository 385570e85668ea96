package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Lane.ApprovalNeed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lanes, their tools and the secrets that these name: fixed once made (C23, C24). */
class LaneTest {
    @Test
    void defaultLane_hasNothingExternalAndNoWayOut() {
        assertThat(Lane.DEFAULT.tools()).isEmpty();
        assertThat(Lane.DEFAULT.egress()).isEmpty();
        assertThat(Lane.DEFAULT.approval()).isEqualTo(ApprovalNeed.REQUIRED);
    }

    @Test
    void lane_namesItsTools_andIsExternalOnlyWhereItSaysSo() {
        Lane lane = new Lane("l", List.of("r"), List.of("w"), List.of("x"), ApprovalNeed.REQUIRED, List.of());
        assertThat(lane.tools()).containsExactlyInAnyOrder("r", "w", "x");
        assertThat(lane.isExternal("x")).isTrue();
        assertThat(lane.isExternal("w")).isFalse();
        assertThat(lane.isExternal("unheard of")).isFalse();
    }

    @Test
    void whatIsDoneToAListLater_changesNoLane() {
        List<String> external = new ArrayList<>(List.of("x"));
        Lane lane = new Lane("l", List.of(), List.of(), external, ApprovalNeed.REQUIRED, List.of());
        external.add("y");
        assertThat(lane.tools()).containsExactly("x");
        assertThatThrownBy(() -> lane.external().add("z")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void toolsArguments_keepTheirOrder_andCantBeChanged() {
        Map<String, ToolSpec.ArgumentType> arguments = new LinkedHashMap<>();
        for (String name : List.of("title", "body", "a")) {
            arguments.put(name, ToolSpec.ArgumentType.STRING);
        }
        ToolSpec tool =
                new ToolSpec("pr", List.of("gh"), arguments, Optional.empty(), List.of(), List.of(), Optional.empty());
        arguments.clear();
        assertThat(tool.arguments().keySet()).containsExactly("title", "body", "a");
        assertThatThrownBy(() -> tool.arguments().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void secretReferences_areReadAndNamed() {
        assertThat(SecretRef.parse("${GH_TOKEN}")).isEqualTo(new SecretRef.Environment("GH_TOKEN"));
        assertThat(SecretRef.parse("${GH_TOKEN}").identity()).isEqualTo("env:GH_TOKEN");
        assertThat(SecretRef.parse("file:/run/secrets/t")).isEqualTo(new SecretRef.File(Path.of("/run/secrets/t")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ghp_s3cret", "${}", "${A B}", "${1A}", "x${A}", "${A}x", "file:", "$A", "file:a\u0000b"})
    void literalSecret_isRefused_andNeverInTheMessage(String text) {
        assertThatThrownBy(() -> SecretRef.parse(text)).isInstanceOfSatisfying(CordonException.BadInput.class, e -> {
            assertThat(e.problem().citedRule()).contains(Rule.C23);
            if (text.length() > 5) {
                assertThat(e).hasMessageNotContaining(text);
            }
        });
    }
}
