package dev.cordon.gateway;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Looks fields up as the most lenient server would. */
final class Fields {
    private Fields() {}

    /** The field, whatever the case of its name; missing where there is none. */
    static JsonNode of(JsonNode object, String name) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (Json.folded(field.getKey()).equals(name)) {
                return field.getValue();
            }
        }
        return MissingNode.getInstance();
    }

    /** Whether two fields differ in nothing but case, so that servers may differ in which one they take. */
    static boolean isAmbiguous(JsonNode node) {
        return node instanceof ObjectNode object
                && object.properties().stream()
                                .map(field -> Json.folded(field.getKey()))
                                .distinct()
                                .count()
                        < object.size();
    }
}
