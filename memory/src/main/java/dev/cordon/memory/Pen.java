package dev.cordon.memory;

import dev.cordon.core.Author;
import java.util.Locale;
import java.util.Optional;

/**
 * Who writes through a {@link Memory}, and for which task, as the boundary knows it (C8). No request can say otherwise.
 *
 * @param task the id of the task whose scratch may be written and read; empty for none
 */
public record Pen(Author author, Optional<String> task) {
    public static Pen of(Author author) {
        return new Pen(author, Optional.empty());
    }

    public Pen forTask(String id) {
        return new Pen(author, Optional.of(id));
    }

    /** What filters and forgetting call this writer: {@code user:NAME}, {@code model:NAME}, {@code tool:NAME}. */
    public String source() {
        return author.writer().name().toLowerCase(Locale.ROOT) + ":" + author.name();
    }
}
