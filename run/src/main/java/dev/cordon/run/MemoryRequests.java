package dev.cordon.run;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.memory.Filter;
import dev.cordon.memory.MemoryKind;
import dev.cordon.memory.Query;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests for memory as JSON. A field that is none of these is refused, not passed over: who sends a session's id must
 * not believe that it did something (C4).
 */
final class MemoryRequests {
    private static final int USUAL_LIMIT = 100;
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private MemoryRequests() {}

    /**
     * To remember, to summarize or to propose.
     *
     * @param kind working where it is missing; durable proposes
     * @param summarizes ids of what the text was made of
     */
    record Put(
            @Nullable String text,
            @Nullable String kind,
            @Nullable List<String> summarizes) {
        MemoryKind kindOr(MemoryKind usual) {
            return kind == null ? usual : MemoryKind.named(kind);
        }

        String requiredText() {
            return required(text, "text");
        }

        List<String> summarizesOrNone() {
            return summarizes == null ? List.of() : summarizes;
        }
    }

    /** To recall. */
    record Ask(
            @Nullable String query,
            @Nullable Integer k,
            @Nullable List<String> kinds,
            @Nullable List<String> sources) {
        Query toQuery() {
            return new Query(
                    required(query, "query"),
                    k == null ? Query.USUAL_HITS : k,
                    filter(kinds == null ? List.of() : kinds, sources == null ? List.of() : sources));
        }
    }

    static <T> T read(byte[] body, Class<T> type) {
        try {
            T read = STRICT.readValue(body, type);
            if (read == null) {
                throw bad("the body is null");
            }
            return read;
        } catch (JacksonException e) {
            throw bad("the body is not the JSON of this request: " + reason(e));
        }
    }

    /** What Jackson says, without the body's content. */
    private static String reason(JacksonException e) {
        return e.getClass().getSimpleName()
                + (e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr());
    }

    static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    static Map<String, List<String>> parameters(String target) {
        Map<String, List<String>> parameters = new HashMap<>();
        int query = target.indexOf('?');
        for (String pair :
                query < 0 ? new String[0] : target.substring(query + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!Set.of("kind", "source", "after", "limit").contains(name)) {
                throw bad("there is no such parameter; there are kind, source, after and limit");
            }
            parameters
                    .computeIfAbsent(name, absent -> new ArrayList<>())
                    .add(decoded(equals < 0 ? "" : pair.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw bad("a parameter is not encoded as in URLs");
        }
    }

    static Filter filter(List<String> kinds, List<String> sources) {
        return Filter.ALL
                .withKinds(kinds.stream().map(MemoryKind::named).collect(Collectors.toSet()))
                .withSources(Set.copyOf(sources));
    }

    static int limit(List<String> values) {
        if (values.isEmpty()) {
            return USUAL_LIMIT;
        }
        try {
            int limit = Integer.parseInt(values.getFirst());
            if (limit >= 1 && limit <= Query.MOST_HITS) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw bad("limit is a number from 1 to 1,000");
    }

    private static String required(@Nullable String value, String name) {
        if (value == null) {
            throw bad("it has no '" + name + "'");
        }
        return value;
    }

    private static CordonException.BadInput bad(String why) {
        return new CordonException.BadInput(
                Problem.of("bad-request", "The request was not carried out", why, "see docs/memory.md"));
    }

    static Problem tooLarge() {
        return Problem.of(
                Rule.C34, "request-too-large", "The request was not read", "it has more than 32 MiB", "send less");
    }

    static CordonException.BadInput noSuchMethod() {
        return bad("there is no such method here");
    }
}
