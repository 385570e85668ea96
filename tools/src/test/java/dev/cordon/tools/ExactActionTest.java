package dev.cordon.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExactActionTest {
    private static final ExactAction ACTION = new ExactAction(
            "subject",
            "tenant",
            "user",
            "workspace",
            "session",
            "task",
            "run",
            "tool",
            "toolDigest",
            Map.of("a", "1", "b", "2"),
            List.of("git", "push"),
            "stdin",
            Map.of("E", "1"),
            "/usr/bin/git",
            "exeDigest",
            "/workspace",
            List.of("/x:rw"),
            "base",
            "patch",
            "credential",
            "policy");

    @Test
    void everyPart_isInTheFingerprint() throws Exception {
        Set<String> fingerprints = new HashSet<>(Set.of(ACTION.fingerprint()));
        RecordComponent[] parts = ExactAction.class.getRecordComponents();
        for (RecordComponent part : parts) {
            assertThat(fingerprints.add(changed(part).fingerprint()))
                    .as("a change of '%s' makes another action", part.getName())
                    .isTrue();
        }
        assertThat(fingerprints).hasSize(parts.length + 1);
    }

    private static ExactAction changed(RecordComponent changed) throws Exception {
        List<Object> values = new ArrayList<>();
        List<Class<?>> types = new ArrayList<>();
        for (RecordComponent part : ExactAction.class.getRecordComponents()) {
            Object value = part.getAccessor().invoke(ACTION);
            values.add(part.getName().equals(changed.getName()) ? other(value) : value);
            types.add(part.getType());
        }
        return ExactAction.class
                .getDeclaredConstructor(types.toArray(Class<?>[]::new))
                .newInstance(values.toArray());
    }

    private static Object other(Object value) {
        return switch (value) {
            case String text -> text + "x";
            case List<?> _ -> List.of("other");
            case Map<?, ?> _ -> Map.of("a", "other");
            default -> throw new AssertionError("a part of a type that this test does not change");
        };
    }

    @Test
    void orderOfArguments_isNoPartOfTheAction() {
        Map<String, String> backwards = new java.util.LinkedHashMap<>();
        backwards.put("b", "2");
        backwards.put("a", "1");
        assertThat(with(backwards, List.of("git", "push")).fingerprint()).isEqualTo(ACTION.fingerprint());
    }

    @Test
    void wordsCantBeShiftedBetweenEachOther() {
        assertThat(with(Map.of("a", "1", "b", "2"), List.of("git push")).fingerprint())
                .isNotEqualTo(ACTION.fingerprint());
        assertThat(with(Map.of("a", "1\",\"b\":\"2"), List.of("git", "push")).fingerprint())
                .isNotEqualTo(ACTION.fingerprint());
    }

    private static ExactAction with(Map<String, String> arguments, List<String> command) {
        return new ExactAction(
                "subject",
                "tenant",
                "user",
                "workspace",
                "session",
                "task",
                "run",
                "tool",
                "toolDigest",
                arguments,
                command,
                "stdin",
                Map.of("E", "1"),
                "/usr/bin/git",
                "exeDigest",
                "/workspace",
                List.of("/x:rw"),
                "base",
                "patch",
                "credential",
                "policy");
    }

    @Test
    void shortCode_isTheBeginningOfTheFingerprint() {
        assertThat(ACTION.fingerprint()).startsWith(ACTION.shortCode()).hasSize(64);
        assertThat(ACTION.shortCode()).hasSize(10);
    }
}
