package dev.cordon.tools;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.ToolSpec;
import dev.cordon.core.ToolSpec.ArgumentType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One call of a tool with arguments that fit its declaration, and the command that it comes to. An argument fills a
 * place within one word and never makes another: no shell reads it (attack case 60). Immutable.
 */
public record ToolCall(ToolSpec tool, Map<String, String> arguments, List<String> command) {
    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]*)}");

    /** The kernel's bound on one word of a command line is 128 KiB; an approver must be able to read it. */
    private static final int LONGEST_ARGUMENT = 64 << 10;

    public ToolCall {
        arguments = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
        command = List.copyOf(command);
    }

    /**
     * Checks the arguments against the tool's declaration and fills its command.
     *
     * @throws CordonException.BadInput naming the argument that is missing, unknown or of another type
     */
    public static ToolCall of(ToolSpec tool, Map<String, String> given) {
        for (String name : given.keySet()) {
            if (!tool.arguments().containsKey(name)) {
                throw unfit(
                        tool,
                        name,
                        "the tool has no such argument",
                        "its arguments are: "
                                + String.join(", ", tool.arguments().keySet()));
            }
        }
        Map<String, String> arguments = new LinkedHashMap<>();
        tool.arguments().forEach((name, type) -> arguments.put(name, checked(tool, name, type, given.get(name))));
        List<String> command = new ArrayList<>();
        for (String word : tool.run()) {
            command.add(PLACE.matcher(word)
                    .replaceAll(place -> Matcher.quoteReplacement(filled(tool, place.group(1), arguments))));
        }
        return new ToolCall(tool, arguments, command);
    }

    private static String checked(
            ToolSpec tool, String name, ArgumentType type, @org.jspecify.annotations.Nullable String value) {
        if (value == null) {
            throw unfit(tool, name, "it is missing", "give " + name + "=…");
        }
        if (value.length() > LONGEST_ARGUMENT || value.indexOf('\0') >= 0) {
            throw unfit(
                    tool,
                    name,
                    "it is longer than 64 Ki characters or holds a NUL",
                    "put long content into a file of the repository");
        }
        boolean fits = switch (type) {
            case STRING -> true;
            case INTEGER -> value.matches("-?[0-9]{1,18}");
            case BOOLEAN -> value.equals("true") || value.equals("false");
        };
        if (!fits) {
            throw unfit(tool, name, "it is no " + type.name().toLowerCase(java.util.Locale.ROOT), "mend the value");
        }
        return value;
    }

    private static String filled(ToolSpec tool, String name, Map<String, String> arguments) {
        String value = arguments.get(name);
        if (value == null) {
            throw unfit(
                    tool,
                    name,
                    "the command names it and 'args' does not declare it",
                    "declare it under tools." + tool.name() + ".args");
        }
        return value;
    }

    private static CordonException.BadInput unfit(ToolSpec tool, String name, String why, String mend) {
        return new CordonException.BadInput(Problem.of(
                Rule.C24,
                "argument-unfit",
                "The argument '" + PlainText.of(name) + "' of '" + tool.name() + "' doesn't fit",
                why,
                mend));
    }
}
