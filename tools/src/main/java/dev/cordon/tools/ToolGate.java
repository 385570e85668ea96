package dev.cordon.tools;

import dev.cordon.core.CordonException;
import dev.cordon.core.Lane;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one run may ask of its boundary. The lane is fixed when the run starts (C24); a call outside it is refused in
 * the same words whether the tool exists elsewhere or not. Thread-safe.
 */
public final class ToolGate {
    /** More requests than a person will read are no requests for approval (C34). */
    static final int MOST_REQUESTS = 100;

    private final Lane lane;
    private final Map<String, ToolSpec> tools;
    private final List<Requested> requests = new ArrayList<>();

    public ToolGate(Lane lane, Map<String, ToolSpec> tools) {
        this.lane = lane;
        this.tools = Map.copyOf(tools);
    }

    /** An external action that the agent asked for. */
    public record Requested(ToolCall call, String input) {}

    /** The lane's tools, for {@code cordon-act --list}. */
    public List<String> list() {
        return lane.tools().stream().sorted().map(this::described).toList();
    }

    /**
     * Takes note of a request for an external action; it is decided after the run (C26).
     *
     * @throws CordonException.Refused for a tool that the lane doesn't name (C24)
     * @throws CordonException.BadInput for arguments that don't fit, or a tool that is no action
     */
    public Requested request(String tool, Map<String, String> arguments, String input) {
        ToolSpec spec = tools.get(tool);
        if (!lane.tools().contains(tool)) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C24,
                    "tool-outside-lane",
                    "The lane '" + lane.name() + "' has no such tool",
                    "a lane is fixed when a run starts",
                    "ask the person who started this run; 'cordon-act --list' names what there is"));
        }
        if (spec == null || !lane.isExternal(tool)) {
            throw new CordonException.BadInput(Problem.of(
                    "tool-is-inside",
                    "'" + tool + "' is no external action",
                    "it works on the checkout, which is yours",
                    "do it directly: read and write the files in the working directory"));
        }
        Requested requested = new Requested(ToolCall.of(spec, arguments), input);
        synchronized (requests) {
            if (requests.size() >= MOST_REQUESTS) {
                throw new CordonException.Refused(Problem.of(
                        Rule.C34,
                        "too-many-requests",
                        "The action was not parked",
                        "a run may ask for " + MOST_REQUESTS + " external actions",
                        "ask for fewer"));
            }
            requests.add(requested);
        }
        return requested;
    }

    /** Everything asked for so far, in its order. */
    public List<Requested> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    private String described(String tool) {
        ToolSpec spec = tools.get(tool);
        String kind = lane.isExternal(tool) ? "external" : lane.write().contains(tool) ? "write" : "read";
        return tool + "  " + kind
                + (spec == null
                        ? ""
                        : "  "
                                + String.join(
                                        " ",
                                        spec.arguments().keySet().stream()
                                                .map(a -> a + "=…")
                                                .toList()));
    }
}
