package dev.cordon.gateway;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON of the wire formats: read from a copy of the bytes, never written back into them. */
final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** The text of a field of the outermost object; empty where there is none or the bytes are no JSON. */
    static String textIn(byte[] json, String field) {
        try {
            JsonNode node = MAPPER.readTree(json).path(field);
            return node.isString() ? node.stringValue() : "";
        } catch (JacksonException e) {
            return "";
        }
    }
}
