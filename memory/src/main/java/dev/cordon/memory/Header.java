package dev.cordon.memory;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a stored item says besides its text, in JSON: part of the stored format; fields are added, never changed.
 *
 * @param idleMillis 0 for what has no idle time
 * @param absoluteMillis 0 for what has no end of its own
 * @param task empty for what belongs to no task
 * @param accepted the person or policy that accepted a durable fact or published it; empty elsewhere
 * @param fact of a proposal, the id that the fact will have; empty elsewhere
 * @param meaning of the text, where there was an embedder when it was written
 */
record Header(
        MemoryKind kind,
        List<String> sources,
        List<String> summarizes,
        List<Mark> marks,
        long idleMillis,
        long absoluteMillis,
        String task,
        String accepted,
        String fact,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Meaning meaning) {

    Header(
            MemoryKind kind,
            List<String> sources,
            List<String> summarizes,
            List<Mark> marks,
            long idleMillis,
            long absoluteMillis,
            String task,
            String accepted,
            String fact) {
        this(kind, sources, summarizes, marks, idleMillis, absoluteMillis, task, accepted, fact, null);
    }

    Header with(Optional<Meaning> found) {
        return new Header(
                kind, sources, summarizes, marks, idleMillis, absoluteMillis, task, accepted, fact, found.orElse(null));
    }

    Optional<Meaning> findMeaning() {
        return Optional.ofNullable(meaning);
    }
}
