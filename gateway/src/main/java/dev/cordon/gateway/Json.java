package dev.cordon.gateway;

import java.io.IOException;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON of the wire formats. */
final class Json {
    /**
     * Of one request. The largest conversations have some 200,000; a tree of as many as this takes up to 64 MiB beside
     * its texts.
     */
    static final int MOST_TOKENS = 500_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MOST_TOKENS)
                            .maxStringLength(ModelBoundary.MOST_REQUEST_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /**
     * The object that a provider will see in these bytes, in one reading only: UTF-8, and no name twice.
     *
     * @throws IOException when they are none, in words of our own
     */
    static ObjectNode object(byte[] json) throws IOException {
        for (int i = 0; i < Math.min(4, json.length); i++) {
            if (json[i] <= 0) {
                throw new IOException("it is not UTF-8 without a byte order mark");
            }
        }
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IOException("it is no JSON that can be read in one way only, or has too many parts", e);
        }
        throw new IOException("it is no JSON object");
    }

    /** A field's name without its case, since some servers read it so. */
    static String folded(String name) {
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** Null, false, and what has nothing in it: a field that asks for nothing. */
    static boolean asksNothing(JsonNode value) {
        return value.isNull()
                || (value.isBoolean() && !value.booleanValue())
                || (value.isContainer() && value.isEmpty())
                || (value.isString() && value.stringValue().isEmpty());
    }
}
