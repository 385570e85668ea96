package dev.cordon.core;

import dev.cordon.core.spi.AnchorStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Which partition stands for a name now. One that is erased stays so for good (C17), whatever a backup brings back: who
 * begins anew under the same name begins in another partition. Thread-safe.
 */
final class Lives {
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
        return all(factsOf(tenant, user, workspace)).getLast();
    }

    /** Where they lay before, each erased for good, and where they lie. */
    List<PartitionId.UserWorkspace> allFacts(TenantId tenant, UserId user, WorkspaceId workspace) {
        return all(factsOf(tenant, user, workspace));
    }

    private Named<PartitionId.UserWorkspace> factsOf(TenantId tenant, UserId user, WorkspaceId workspace) {
        return life -> new PartitionId.UserWorkspace(
                tenant, user, life == 0 ? workspace : derived("facts-" + life, tenant, user, workspace.value()));
    }

    /** Where a user's directory lies, in a workspace that is reserved for it. */
    PartitionId.UserWorkspace directory(TenantId tenant, UserId user) {
        return all(directoryOf(tenant, user)).getLast();
    }

    /** Where it lay before, each erased for good, and where it lies. */
    List<PartitionId.UserWorkspace> allDirectories(TenantId tenant, UserId user) {
        return all(directoryOf(tenant, user));
    }

    private Named<PartitionId.UserWorkspace> directoryOf(TenantId tenant, UserId user) {
        return life -> new PartitionId.UserWorkspace(
                tenant, user, derived(life == 0 ? "user-home" : "user-home-" + life, tenant, user));
    }

    /**
     * Later lives bear an id that is minted here, which no caller may name.
     *
     * @throws CordonException.BadInput for such an id
     */
    PartitionId.Collection collection(TenantId tenant, String name) {
        if (ids.verifyAny(name)) {
            throw new CordonException.BadInput(Problem.of(
                    Rule.C12,
                    "bad-collection",
                    "This collection name can't be used",
                    "it is an id of this machine's",
                    "choose another name"));
        }
        return all(life -> new PartitionId.Collection(tenant, life == 0 ? name : later(life, tenant, name)))
                .getLast();
    }

    private String later(int life, TenantId tenant, String name) {
        byte[] owner =
                new FieldWriter().text(tenant.value()).text(name).number(life).toBytes();
        return ids.derive(IdType.WORKSPACE, "collection", owner);
    }

    /** The erased ones, and the one that is now. */
    private <T extends PartitionId> List<T> all(Named<T> named) {
        List<T> all = new ArrayList<>();
        do {
            all.add(named.in(all.size()));
        } while (anchors.isErased(all.getLast().key()));
        return all;
    }

    private WorkspaceId derived(String purpose, TenantId tenant, UserId user, String... more) {
        FieldWriter owner = new FieldWriter().text(tenant.value()).text(user.value());
        for (String one : more) {
            owner.text(one);
        }
        return new WorkspaceId(ids.derive(IdType.WORKSPACE, purpose, owner.toBytes()));
    }
}
