package dev.cordon.run;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Entry;
import dev.cordon.core.Problem;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Records of this module as the bytes of a sealed record. Fields that a later version added are passed over. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {}

    static Bytes write(Object value) {
        return Bytes.ceded(MAPPER.writeValueAsBytes(value));
    }

    /** A list of words in a JSON object of ours; empty when it has none of this name. */
    static List<String> words(String object, String name) {
        return MAPPER.readTree(object)
                .path(name)
                .valueStream()
                .map(node -> node.asString(""))
                .toList();
    }

    /** A text in a JSON object of ours; empty when it has none of this name. */
    static String text(String object, String name) {
        return MAPPER.readTree(object).path(name).asString("");
    }

    /** What this module wrote. */
    static <T> T read(String object, Class<T> type) {
        return MAPPER.readValue(object, type);
    }

    static <T> T read(Entry entry, Class<T> type) {
        try {
            return MAPPER.readValue(entry.body().toArray(), type);
        } catch (JacksonException e) {
            throw new CordonException.Damaged(
                    Problem.of(
                            "record-unreadable",
                            "A record of kind " + entry.kind() + " can't be read",
                            "its form is not this version's",
                            "use the version of Cordon that wrote it"),
                    e);
        }
    }
}
