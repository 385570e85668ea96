package dev.cordon.gateway;

import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Tells tools that a provider carries out from those that the agent does. The first are ways out that no lane names
 * (C25, C27), so only known sorts of the second pass.
 *
 * <p>Sorts: OpenAI's API reference, "create a model response"; Anthropic's, "tool use: server and client tools".
 */
final class HostedTools {
    private static final Pattern OPENAI_INSIDE =
            Pattern.compile("function|custom|local_shell|apply_patch|tool_search|namespace|shell");
    private static final Pattern ANTHROPIC_INSIDE = Pattern.compile(
            "custom|(bash|text_editor|memory|computer)_[0-9]{8}|tool_search_tool_(bm25|regex)(_[0-9]{8})?");

    /** What agents offer unasked, beside their own tools, and work without. */
    private static final Pattern OPENAI_SPARE = Pattern.compile("web_search(_preview)?(_[0-9_]+)?|image_generation");

    private static final Pattern ANTHROPIC_SPARE = Pattern.compile("web_search_[0-9]{8}");

    private HostedTools() {}

    enum Standing {
        /** The agent carries it out in its capsule. */
        INSIDE,
        /** The provider would; the request is of use without it. */
        SPARE,
        REFUSED
    }

    static Standing of(Provider provider, JsonNode tool) {
        JsonNode type = Fields.of(tool, "type");
        if (!tool.isObject()
                || Fields.isAmbiguous(tool)
                || !(type.isString() || type.isMissingNode() || type.isNull())) {
            return Standing.REFUSED;
        }
        return provider == Provider.OPENAI ? openAi(tool, type.asString("")) : anthropic(type.asString(""));
    }

    private static Standing openAi(JsonNode tool, String type) {
        if (OPENAI_SPARE.matcher(type).matches()) {
            return Standing.SPARE;
        }
        boolean untyped = type.isEmpty() && !Fields.of(tool, "function").isMissingNode();
        boolean inside = (untyped || OPENAI_INSIDE.matcher(type).matches()) && isLocal(tool) && holdsInside(tool);
        return inside ? Standing.INSIDE : Standing.REFUSED;
    }

    private static Standing anthropic(String type) {
        if (ANTHROPIC_SPARE.matcher(type).matches()) {
            return Standing.SPARE;
        }
        return type.isEmpty() || ANTHROPIC_INSIDE.matcher(type).matches() ? Standing.INSIDE : Standing.REFUSED;
    }

    /** A shell runs where its environment is; with none named, that was the agent's machine from the start. */
    private static boolean isLocal(JsonNode tool) {
        JsonNode environment = Fields.of(tool, "environment");
        return environment.isMissingNode()
                || environment.isNull()
                || Fields.of(environment, "type").asString("").equals("local");
    }

    /** A namespace holds tools of its own. */
    private static boolean holdsInside(JsonNode tool) {
        for (JsonNode inner : Fields.of(tool, "tools")) {
            if (of(Provider.OPENAI, inner) != Standing.INSIDE) {
                return false;
            }
        }
        return true;
    }
}
