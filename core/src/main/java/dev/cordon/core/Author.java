package dev.cordon.core;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote a record, as the boundary knows it, never as the writer says (C8).
 *
 * @param name of the person, tool, model or policy
 * @param lane the lane through which it came, or null outside a run
 * @param run the run's id, or null outside a run
 */
public record Author(
        Writer writer,
        String name,
        @Nullable String lane,
        @Nullable String run,
        Set<Taint> taint) {
    /** The classes of writer that C8 names. Stored by name. */
    public enum Writer {
        USER,
        TOOL,
        MODEL,
        POLICY
    }

    public Author {
        Objects.requireNonNull(writer);
        Objects.requireNonNull(name);
        taint = Set.copyOf(taint);
    }

    public static Author user(String name) {
        return new Author(Writer.USER, name, null, null, Set.of());
    }

    public static Author tool(String name) {
        return new Author(Writer.TOOL, name, null, null, Set.of());
    }

    public static Author model(String name) {
        return new Author(Writer.MODEL, name, null, null, Set.of());
    }

    public static Author policy(String name) {
        return new Author(Writer.POLICY, name, null, null, Set.of());
    }

    public Author inRun(String runLane, String runId) {
        return new Author(writer, name, runLane, runId, taint);
    }

    public Author tainted(Set<Taint> marks) {
        return new Author(writer, name, lane, run, marks);
    }
}
