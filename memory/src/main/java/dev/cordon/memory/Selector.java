package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.util.Set;

/** What to forget: items by id, or all that a filter takes. */
public sealed interface Selector {
    /** @param ids 1 to 1,000 of them; one that is named twice is forgotten once */
    record ById(Set<String> ids) implements Selector {
        public ById {
            ids = Set.copyOf(ids);
            if (ids.isEmpty() || ids.size() > Query.MOST_HITS) {
                throw new CordonException.BadInput(
                        Problem.of("bad-forget", "Nothing was forgotten", "1 to 1,000 ids may be named", "name fewer"));
            }
        }
    }

    /** @param filter {@link Filter#ALL} forgets everything that this session remembers */
    record Matching(Filter filter) implements Selector {}

    static Selector id(String id) {
        return new ById(Set.of(id));
    }

    static Selector matching(Filter filter) {
        return new Matching(filter);
    }
}
