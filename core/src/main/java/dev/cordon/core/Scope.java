package dev.cordon.core;

import java.util.Objects;

/**
 * Whose and which: tenant, user, workspace and session, all mandatory, without default or wildcard (C1). Equal only as
 * a whole tuple.
 */
public record Scope(TenantId tenant, UserId user, WorkspaceId workspace, SessionId session) {
    public Scope {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(user);
        Objects.requireNonNull(workspace);
        Objects.requireNonNull(session);
    }

    /** Where this user's durable facts of this workspace lie. */
    PartitionId.UserWorkspace facts() {
        return new PartitionId.UserWorkspace(tenant, user, workspace);
    }

    /** Injective: four fields, each with its length before it. */
    public byte[] encode() {
        return new FieldWriter()
                .text(tenant.value())
                .text(user.value())
                .text(workspace.value())
                .text(session.value())
                .toBytes();
    }
}
