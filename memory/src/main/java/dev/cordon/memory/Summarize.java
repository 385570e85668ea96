package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.util.List;

/**
 * A wish to remember a summary. What it is made of is named, so that sources and taint come from the records and not
 * from the writer's word (C8).
 *
 * @param items the ids of what it was made of: 1 to 1,000; one that is named twice counts once
 */
public record Summarize(String text, List<String> items) {
    public Summarize {
        items = List.copyOf(items);
        if (items.isEmpty() || items.size() > Query.MOST_HITS) {
            throw new CordonException.BadInput(Problem.of(
                    "bad-summary",
                    "Nothing was remembered",
                    "a summary is made of 1 to 1,000 items",
                    "name what it is made of"));
        }
    }
}
