package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {
    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_" + "0".repeat(39));
    private static final SessionId SESSION = new SessionId("sess_" + "0".repeat(39));

    private static Scope scope(String tenant, String user) {
        return new Scope(new TenantId(tenant), new UserId(user), WORKSPACE, SESSION);
    }

    @Test
    void scopeWithoutAPart_fails() {
        TenantId tenant = new TenantId("t");
        UserId user = new UserId("u");
        assertThatThrownBy(() -> new Scope(null, user, WORKSPACE, SESSION)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new Scope(tenant, null, WORKSPACE, SESSION)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new Scope(tenant, user, null, SESSION)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new Scope(tenant, user, WORKSPACE, null)).isInstanceOf(NullPointerException.class);
    }

    /** acme + corp against acmec + orp, and every other way to move a border. */
    @Test
    void movedBorders_encodeDifferently() {
        String text = "acme:corp/x";
        Set<Bytes> seen = new HashSet<>();
        for (int i = 1; i < text.length(); i++) {
            Scope scope = scope(text.substring(0, i), text.substring(i));
            assertThat(seen.add(Bytes.ceded(scope.encode()))).isTrue();
        }
    }

    @Test
    void casesOfPartition_neverShareAKey() {
        TenantId tenant = new TenantId("acme");
        UserId user = new UserId("ann");
        List<PartitionId> partitions = List.of(
                new PartitionId.Session(scope("acme", "ann")),
                new PartitionId.UserWorkspace(tenant, user, WORKSPACE),
                new PartitionId.Collection(tenant, "ann"),
                new PartitionId.Collection(tenant, "session"),
                new PartitionId.Collection(new TenantId("acmeann"), "x"));
        assertThat(partitions.stream().map(PartitionId::key).distinct()).hasSize(partitions.size());
        assertThat(partitions)
                .allSatisfy(partition -> assertThat(partition.key()).matches("[0-9a-f]{64}"));
        assertThat(partitions.get(0).tenant()).isEqualTo(tenant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " ann",
                "ann ",
                "a\u0000b",
                "a\nb",
                "a\u202eb",
                "a\u200bb",
                "\ufeffann",
                "a\u00adb",
                "e\u0301",
                "a\u2066b",
                "\ud800",
                "a\ue000",
                "a\u3164",
                "a\ufe0f",
                "\u115f",
                "a\u2028b"
            })
    void nameThatHidesSomething_isRefused(String name) {
        assertThatThrownBy(() -> new TenantId(name)).isInstanceOf(CordonException.BadInput.class);
        assertThatThrownBy(() -> new UserId(name)).isInstanceOf(CordonException.BadInput.class);
        TenantId tenant = new TenantId("acme");
        assertThatThrownBy(() -> new PartitionId.Collection(tenant, name)).isInstanceOf(CordonException.BadInput.class);
    }

    @Test
    void identityName_hasAtMost255Bytes() {
        assertThat(new UserId("é".repeat(127)).value()).hasSize(127);
        String tooLong = "é".repeat(128);
        assertThatThrownBy(() -> new UserId(tooLong))
                .isInstanceOfSatisfying(
                        CordonException.BadInput.class,
                        e -> assertThat(e.problem().rule()).isEqualTo(Rule.C1))
                .hasMessageNotContaining(tooLong);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", "ann@example.com", "Zoë Ångström", "李雷", "a/b", "..", "*"})
    void visibleName_isTakenAsItIs(String name) {
        assertThat(new UserId(name)).hasToString(name);
    }
}
