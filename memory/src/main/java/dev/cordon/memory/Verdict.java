package dev.cordon.memory;

import dev.cordon.core.CordonException;
import java.util.List;
import java.util.Set;

/** What one check of the write policy says. */
sealed interface Verdict {
    /** Nothing against it. */
    record Accepted() implements Verdict {}

    /**
     * It may be written with this text.
     *
     * @param rules whose findings were taken out, one a finding
     */
    record Redacted(String text, List<String> rules) implements Verdict {}

    /** It may be written with these marks, which hold a proposal for a person. */
    record Marked(Set<Mark> marks) implements Verdict {}

    /** It is not written. */
    record Refused(CordonException because) implements Verdict {}

    static Verdict marked(boolean holds, Mark mark) {
        return holds ? new Marked(Set.of(mark)) : new Accepted();
    }
}
