package dev.cordon.core;

import dev.cordon.core.spi.AnchorStore;
import java.util.regex.Pattern;

/**
 * Which partition stands for a name now. One that is erased stays so for good (C17), whatever a backup brings back: who
 * begins anew under the same name begins in another partition. Thread-safe.
 */
final class Lives {
    /** How a collection's later lives are named, which no caller may name. */
    private static final Pattern LATER = Pattern.compile(".* \\([0-9]+\\)", Pattern.DOTALL);

    private final AnchorStore anchors;
    private final Ids ids;

    Lives(AnchorStore anchors, Ids ids) {
        this.anchors = anchors;
        this.ids = ids;
    }

    /** One life after the other. */
    @FunctionalInterface
    private interface Named<T extends PartitionId> {
        T in(int life);
    }

    /** Where a user's facts of a workspace lie. */
    PartitionId.UserWorkspace facts(TenantId tenant, UserId user, WorkspaceId workspace) {
        return living(life -> new PartitionId.UserWorkspace(
                tenant, user, life == 0 ? workspace : derived("facts-" + life, tenant, user, workspace.value())));
    }

    /** Where a user's directory lies, in a workspace that is reserved for it. */
    PartitionId.UserWorkspace directory(TenantId tenant, UserId user) {
        return living(life -> new PartitionId.UserWorkspace(
                tenant, user, derived(life == 0 ? "user-home" : "user-home-" + life, tenant, user)));
    }

    /** @throws CordonException.BadInput for the name of a later life */
    PartitionId.Collection collection(TenantId tenant, String name) {
        if (LATER.matcher(name).matches()) {
            throw new CordonException.BadInput(Problem.of(
                    Rule.C12,
                    "bad-collection",
                    "This collection name can't be used",
                    "it ends with a number in brackets",
                    "choose another name"));
        }
        return living(life -> new PartitionId.Collection(tenant, life == 0 ? name : name + " (" + (life + 1) + ")"));
    }

    private <T extends PartitionId> T living(Named<T> named) {
        for (int life = 0; ; life++) {
            T candidate = named.in(life);
            if (!anchors.isErased(candidate.key())) {
                return candidate;
            }
        }
    }

    private WorkspaceId derived(String purpose, TenantId tenant, UserId user, String... more) {
        FieldWriter owner = new FieldWriter().text(tenant.value()).text(user.value());
        for (String one : more) {
            owner.text(one);
        }
        return new WorkspaceId(ids.derive(IdType.WORKSPACE, purpose, owner.toBytes()));
    }
}
