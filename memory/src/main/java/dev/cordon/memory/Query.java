package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.nio.charset.StandardCharsets;

/**
 * What to recall. Looks in this session's own memory, its user's durable facts of this workspace and the mounted
 * collections, and nowhere else (C9).
 *
 * @param text in plain words, at most 32 KiB
 * @param k at most so many hits: 1 to 1,000
 */
public record Query(String text, int k, Filter filter) {
    public static final int MOST_BYTES = 32 << 10;
    public static final int MOST_HITS = 1_000;
    public static final int USUAL_HITS = 10;

    public Query {
        if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw bad("query-too-long", "a query has at most 32 KiB", "ask in fewer words");
        }
        if (k < 1 || k > MOST_HITS) {
            throw bad("bad-k", "k is not between 1 and 1,000", "ask for fewer hits");
        }
    }

    public static Query of(String text) {
        return new Query(text, USUAL_HITS, Filter.ALL);
    }

    public Query most(int hits) {
        return new Query(text, hits, filter);
    }

    public Query only(Filter wanted) {
        return new Query(text, k, wanted);
    }

    private static CordonException.BadInput bad(String code, String why, String mend) {
        return new CordonException.BadInput(Problem.of(code, "Nothing was recalled", why, mend));
    }
}
