package dev.cordon.gateway;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Finds in a conversation what would make the provider fetch something (C25, C27) or reach into what is kept under its
 * key, which other runs share (C23). What is in the request itself, data URLs and base64, is fine.
 */
final class SharedParts {
    private static final Set<String> HANDLES =
            Set.of("file_id", "file_ids", "container_id", "vector_store_id", "vector_store_ids");
    private static final Set<String> ADDRESSES =
            Set.of("file_url", "image_url", "video_url", "audio_url", "document_url");

    /** Arguments, schemas and notes: for the model to read, in nobody's format but the agent's. */
    private static final Set<String> READ_ONLY = Set.of(
            "arguments",
            "function",
            "tool_calls",
            "action",
            "operation",
            "citations",
            "annotations",
            "parameters",
            "schema",
            "metadata");

    private SharedParts() {}

    /** A refusal, with what it is about. */
    static Optional<Refusal> in(JsonNode node) {
        if (Fields.isAmbiguous(node)) {
            return Optional.of(Refusal.AMBIGUOUS);
        }
        if (node.isObject() && Fields.of(node, "type").asString("").equals("item_reference")) {
            return Optional.of(Refusal.HANDLE);
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            Optional<Refusal> found = inField(node, Json.folded(field.getKey()), field.getValue());
            if (found.isPresent()) {
                return found;
            }
        }
        return node.isArray() ? inElements(node) : Optional.empty();
    }

    /** The items of a response's input: one with neither sort nor role refers to one that is kept. */
    static Optional<Refusal> inItems(JsonNode input) {
        for (JsonNode item : input) {
            if (item.isObject()
                    && Fields.of(item, "type").asString("").isEmpty()
                    && Fields.of(item, "role").asString("").isEmpty()) {
                return Optional.of(Refusal.HANDLE);
            }
        }
        return in(input);
    }

    private static Optional<Refusal> inElements(JsonNode array) {
        for (JsonNode element : array) {
            Optional<Refusal> found = in(element);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> inField(JsonNode owner, String name, JsonNode value) {
        if (Json.asksNothing(value) || READ_ONLY.contains(name) || isArgument(owner, name)) {
            return Optional.empty();
        }
        if (HANDLES.contains(name)
                || (name.equals("audio") && Fields.of(value, "id").isString())) {
            return Optional.of(Refusal.HANDLE);
        }
        boolean address = ADDRESSES.contains(name);
        if ((address && isElsewhere(value.isObject() ? Fields.of(value, "url") : value))
                || (name.equals("source") && value.isObject() && namesElsewhere(value))) {
            return Optional.of(Refusal.ADDRESS);
        }
        return in(value);
    }

    /** Anthropic's tool calls carry their arguments as an object. */
    private static boolean isArgument(JsonNode owner, String name) {
        return name.equals("input") && Fields.of(owner, "type").asString("").endsWith("tool_use");
    }

    private static boolean namesElsewhere(JsonNode source) {
        JsonNode url = Fields.of(source, "url");
        return !url.isMissingNode() && isElsewhere(url);
    }

    private static boolean isElsewhere(JsonNode url) {
        return !url.isString() || !url.stringValue().regionMatches(true, 0, "data:", 0, 5);
    }
}
