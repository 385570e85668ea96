package dev.cordon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.SecretRef;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an agent asks for by itself is a model that passes. */
class AgentHomeTest {
    @Test
    void familyIsAConfiguredModelOfIt_orElseTheFirst() {
        AgentHome home =
                new AgentHome(List.of(claude("claude-sonnet-4-5"), claude("claude-haiku-4-5")), 7373, "canary");

        assertThat(home.environment())
                .containsEntry("ANTHROPIC_MODEL", "claude-sonnet-4-5")
                .containsEntry("ANTHROPIC_DEFAULT_SONNET_MODEL", "claude-sonnet-4-5")
                .containsEntry("ANTHROPIC_DEFAULT_HAIKU_MODEL", "claude-haiku-4-5")
                .containsEntry("ANTHROPIC_SMALL_FAST_MODEL", "claude-haiku-4-5")
                .containsEntry("ANTHROPIC_DEFAULT_OPUS_MODEL", "claude-sonnet-4-5");
    }

    private static Model claude(String name) {
        return new Model(name, Provider.ANTHROPIC, URI.create("https://h"), new SecretRef.Environment("KEY"), false);
    }
}
