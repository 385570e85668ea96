package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.util.Arrays;
import java.util.Locale;

/** The types of memory that C7 names. Stored by name. */
public enum MemoryKind {
    /** Of one session; ends when it is not used for a while, and after a time at the latest. */
    WORKING,
    /** Of a user in a workspace; a run proposes it, a person accepts it. */
    DURABLE,
    /** Of one task; dies with it. */
    SCRATCH;

    /** As people and programs write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws CordonException.BadInput if {@code word} is none of the three */
    public static MemoryKind named(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new CordonException.BadInput(Problem.of(
                        Rule.C7,
                        "bad-memory-kind",
                        "There is no such kind of memory",
                        "memory is working, durable or scratch",
                        "choose one of the three")));
    }
}
