package dev.cordon.gateway;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A wire format of models and what of it may pass, by method and path. What reaches into a provider's shared state
 * (files, vector stores, batches, stored completions, a model's deletion) is on no list, so it does not pass (C23).
 */
public enum Provider {
    /** <a href="https://platform.openai.com/docs/api-reference">OpenAI's API</a> and what speaks like it. */
    OPENAI("/openai", Set.of("/v1/chat/completions", "/v1/responses", "/v1/embeddings"), "authorization"),

    /** <a href="https://docs.anthropic.com/en/api">Anthropic's API</a> and what speaks like it. */
    ANTHROPIC("/anthropic", Set.of("/v1/messages", "/v1/messages/count_tokens"), "x-api-key");

    /** What there is, and after it {@code /NAME} for one of them. */
    static final String MODELS = "/v1/models";

    private final String prefix;
    private final Set<String> asked;
    private final String keyHeader;

    Provider(String prefix, Set<String> asked, String keyHeader) {
        this.prefix = prefix;
        this.asked = asked;
        this.keyHeader = keyHeader;
    }

    /** Where it stands on the boundary's port inside a capsule. */
    String prefix() {
        return prefix;
    }

    /** The methods by which a path, without its prefix and query, may be asked; none where it may not pass. */
    List<String> methods(String path) {
        if (asked.contains(path)) {
            return List.of("POST");
        }
        boolean described =
                path.equals(MODELS) || (path.matches(MODELS + "/[A-Za-z0-9._:@/-]+") && !path.contains(".."));
        return described ? List.of("GET", "HEAD") : List.of();
    }

    String keyHeader() {
        return keyHeader;
    }

    /** The key as the provider expects it in {@link #keyHeader}. */
    String keyValue(String key) {
        return this == OPENAI ? "Bearer " + key : key;
    }

    /** An error as this provider's clients read it. */
    String error(String type, String message) {
        Map<String, String> detail = Map.of("type", type, "message", message);
        return Json.write(this == OPENAI ? Map.of("error", detail) : Map.of("type", "error", "error", detail));
    }

    /** @throws IllegalArgumentException with the names that there are */
    public static Provider named(String name) {
        return Arrays.stream(values())
                .filter(provider -> provider.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a provider is one of " + names()));
    }

    private static List<String> names() {
        return Arrays.stream(values())
                .map(provider -> provider.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
