package dev.cordon.gateway;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What agents that people use find in a capsule's HOME and environment, so that they run there unchanged: the
 * boundary as their provider, the canary as their key, no call home, and no sandbox or question of their own, because
 * the capsule is the one and nobody is there to answer the other. {@code docs/agents.md} tells each file.
 */
public final class AgentHome {
    /** Of agents' own: telemetry, updates and reports, which a capsule refuses anyway. */
    private static final Map<String, String> QUIET = Map.of(
            "DO_NOT_TRACK", "1",
            "DISABLE_TELEMETRY", "1",
            "DISABLE_AUTOUPDATER", "1",
            "DISABLE_ERROR_REPORTING", "1",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1",
            "IS_SANDBOX", "1",
            "OPENCODE_DISABLE_AUTOUPDATE", "true",
            "OPENCODE_DISABLE_MODELS_FETCH", "true",
            "OPENCODE_DISABLE_LSP_DOWNLOAD", "true");

    /** Families that Claude Code asks for by itself, for side tasks and agents of its own; other names don't pass. */
    private static final List<String> CLAUDES = List.of("haiku", "sonnet", "opus");

    private final List<Model> models;
    private final int port;
    private final String canary;

    /** @param port of the boundary on the capsule's loopback */
    public AgentHome(List<Model> models, int port, String canary) {
        this.models = List.copyOf(models);
        this.port = port;
        this.canary = canary;
    }

    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(QUIET);
        environment.put("OPENAI_BASE_URL", base(Provider.OPENAI) + "/v1");
        environment.put("OPENAI_API_KEY", canary);
        environment.put("ANTHROPIC_BASE_URL", base(Provider.ANTHROPIC));
        environment.put("ANTHROPIC_API_KEY", canary);
        first(Provider.ANTHROPIC).ifPresent(model -> {
            environment.put("ANTHROPIC_MODEL", model.name());
            environment.put("ANTHROPIC_SMALL_FAST_MODEL", like("haiku", model));
            for (String family : CLAUDES) {
                String variable = "ANTHROPIC_DEFAULT_" + family.toUpperCase(Locale.ROOT) + "_MODEL";
                environment.put(variable, like(family, model));
            }
        });
        return environment;
    }

    /** What an agent means by the name of a family: a configured model of it, or else the first one. */
    private String like(String family, Model otherwise) {
        return of(Provider.ANTHROPIC).stream()
                .map(Model::name)
                .filter(name -> name.contains(family))
                .findFirst()
                .orElse(otherwise.name());
    }

    /** Files by their path in HOME. */
    public Map<String, byte[]> files() {
        Map<String, byte[]> files = new HashMap<>();
        files.put(".codex/config.toml", bytes(codex()));
        files.put(".config/opencode/opencode.json", bytes(opencode()));
        files.put(".claude.json", bytes(claude()));
        files.put(
                ".claude/settings.json",
                bytes(Json.write(Map.of(
                        "permissions",
                        Map.of("defaultMode", "bypassPermissions"),
                        "skipDangerousModePermissionPrompt",
                        true))));
        return files;
    }

    private String codex() {
        String model = first(Provider.OPENAI)
                .map(m -> "model = " + Json.write(m.name()) + "\n")
                .orElse("");
        return model + """
                model_provider = "cordon"
                approval_policy = "never"
                sandbox_mode = "danger-full-access"
                check_for_update_on_startup = false

                [model_providers.cordon]
                name = "cordon"
                base_url = "%s/v1"
                env_key = "OPENAI_API_KEY"
                wire_api = "responses"
                supports_websockets = false

                [analytics]
                enabled = false

                [feedback]
                enabled = false

                [projects."/workspace"]
                trust_level = "trusted"
                """.formatted(base(Provider.OPENAI));
    }

    private String opencode() {
        Map<String, Object> config = new HashMap<>(Map.of(
                "autoupdate",
                false,
                "share",
                "disabled",
                "permission",
                Map.of("edit", "allow", "bash", "allow", "webfetch", "allow"),
                "provider",
                Map.of(
                        "cordon",
                        opencodeProvider(Provider.OPENAI, "@ai-sdk/openai-compatible"),
                        "cordon-anthropic",
                        opencodeProvider(Provider.ANTHROPIC, "@ai-sdk/anthropic"))));
        models.stream().findFirst().ifPresent(model -> {
            String provider = model.provider() == Provider.OPENAI ? "cordon/" : "cordon-anthropic/";
            config.put("model", provider + model.name());
            config.put("small_model", provider + model.name());
        });
        return Json.write(config);
    }

    private Map<String, Object> opencodeProvider(Provider provider, String sdk) {
        Map<String, Object> named = new HashMap<>();
        of(provider).forEach(model -> named.put(model.name(), Map.of("name", model.name())));
        return Map.of(
                "npm",
                sdk,
                "name",
                "Cordon",
                "options",
                Map.of("baseURL", base(provider) + "/v1", "apiKey", canary),
                "models",
                named);
    }

    /** Its first start asks about themes, keys and trust; this is what it keeps once somebody has answered. */
    private String claude() {
        String end = canary.substring(Math.max(0, canary.length() - 20));
        return Json.write(Map.of(
                "hasCompletedOnboarding",
                true,
                "autoUpdates",
                false,
                "customApiKeyResponses",
                Map.of("approved", List.of(end), "rejected", List.of()),
                "projects",
                Map.of("/workspace", Map.of("hasTrustDialogAccepted", true))));
    }

    private String base(Provider provider) {
        return "http://127.0.0.1:" + port + provider.prefix();
    }

    private List<Model> of(Provider provider) {
        return models.stream().filter(model -> model.provider() == provider).toList();
    }

    private Optional<Model> first(Provider provider) {
        return of(provider).stream().findFirst();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
