package dev.cordon.gateway;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what a request asks of a provider and refuses what reaches past the conversation itself: tools that the provider
 * carries out, addresses that it fetches (C25, C27), and what it keeps under its key (C23). The bytes pass as they came
 * unless a tool has to be left out or an answer would be kept; then they are written anew. Thread-safe; reads one request
 * at a time, because a tree takes several times the space of its text (C34).
 */
final class RequestReader {
    private static final int MOST_NAME = 200;
    private static final Map<String, Refusal> REFUSED = Map.ofEntries(
            Map.entry("previous_response_id", Refusal.HANDLE),
            Map.entry("conversation", Refusal.HANDLE),
            Map.entry("prompt", Refusal.HANDLE),
            Map.entry("container", Refusal.HANDLE),
            Map.entry("background", Refusal.HANDLE),
            Map.entry("mcp_servers", Refusal.TOOL),
            Map.entry("web_search_options", Refusal.TOOL),
            Map.entry("search_parameters", Refusal.TOOL),
            Map.entry("enable_search", Refusal.TOOL),
            Map.entry("plugins", Refusal.TOOL),
            Map.entry("models", Refusal.OTHER_MODEL),
            Map.entry("fallbacks", Refusal.OTHER_MODEL));

    /** Of no sense, or refused by providers, where no tool is left. */
    private static final Set<String> ABOUT_TOOLS = Set.of("tools", "tool_choice", "parallel_tool_calls");

    private final ReentrantLock oneAtATime = new ReentrantLock();

    /** @param changes codes of what was changed in the request */
    record Read(String model, byte[] body, List<String> changes) {
        /** As records hold it. */
        String shortModel() {
            return model.substring(0, Math.min(MOST_NAME, model.length()));
        }
    }

    /** What came of it. */
    sealed interface Verdict {
        record Passes(Read read) implements Verdict {}

        record Refused(Refusal refusal) implements Verdict {}

        record Malformed(String why) implements Verdict {}
    }

    Verdict read(Provider provider, String path, byte[] body) {
        oneAtATime.lock();
        try {
            ObjectNode asked = Json.object(body);
            if (Fields.isAmbiguous(asked)) {
                return new Verdict.Malformed("two of its fields differ in their case only");
            }
            Optional<Refusal> refusal = refusal(provider, asked);
            if (refusal.isPresent()) {
                return new Verdict.Refused(refusal.get());
            }
            List<String> changes = changes(provider, path, asked);
            byte[] sent = changes.isEmpty() ? body : Json.bytes(asked);
            return new Verdict.Passes(new Read(Fields.of(asked, "model").asString(""), sent, changes));
        } catch (IOException e) {
            return new Verdict.Malformed(String.valueOf(e.getMessage()));
        } finally {
            oneAtATime.unlock();
        }
    }

    private static Optional<Refusal> refusal(Provider provider, ObjectNode asked) {
        for (Map.Entry<String, JsonNode> field : asked.properties()) {
            Optional<Refusal> refusal = refusal(provider, Json.folded(field.getKey()), field.getValue());
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(Provider provider, String name, JsonNode value) {
        if (REFUSED.containsKey(name)) {
            return Optional.ofNullable(REFUSED.get(name)).filter(_ -> !Json.asksNothing(value));
        }
        return switch (name) {
            case "tools" -> ofTools(provider, value);
            case "input" -> SharedParts.inItems(value);
            case "messages", "system", "instructions" -> SharedParts.in(value);
            default -> Optional.empty();
        };
    }

    private static Optional<Refusal> ofTools(Provider provider, JsonNode tools) {
        boolean passes = tools.isNull() || tools.isArray();
        for (JsonNode tool : tools) {
            passes &= HostedTools.of(provider, tool) != HostedTools.Standing.REFUSED;
        }
        return passes ? Optional.empty() : Optional.of(Refusal.TOOL);
    }

    private static List<String> changes(Provider provider, String path, ObjectNode asked) {
        List<String> changes = new ArrayList<>();
        if (leaveOutSpareTools(provider, asked)) {
            changes.add("hosted-tool-left-out");
        }
        if (provider == Provider.OPENAI && keepNothing(path, asked)) {
            changes.add("store-off");
        }
        return changes;
    }

    private static boolean leaveOutSpareTools(Provider provider, ObjectNode asked) {
        if (!(Fields.of(asked, "tools") instanceof ArrayNode tools)) {
            return false;
        }
        int before = tools.size();
        tools.removeIf(tool -> HostedTools.of(provider, tool) == HostedTools.Standing.SPARE);
        boolean changed = tools.size() < before;
        if (changed && tools.isEmpty()) {
            remove(asked, ABOUT_TOOLS);
        } else if (changed && Fields.of(asked, "tool_choice").isObject()) {
            // It may choose what is no longer there.
            remove(asked, Set.of("tool_choice"));
        }
        return changed;
    }

    /** Responses are kept unless the request says otherwise; chats only where it asks for that. */
    private static boolean keepNothing(String path, ObjectNode asked) {
        JsonNode store = Fields.of(asked, "store");
        boolean kept = path.equals("/v1/responses")
                ? !store.isBoolean() || store.booleanValue()
                : !store.isMissingNode() && !Json.asksNothing(store);
        if (kept) {
            remove(asked, Set.of("store"));
            asked.put("store", false);
        }
        return kept;
    }

    private static void remove(ObjectNode object, Set<String> names) {
        List<String> written = object.properties().stream()
                .map(Map.Entry::getKey)
                .filter(key -> names.contains(Json.folded(key)))
                .toList();
        object.remove(written);
    }
}
