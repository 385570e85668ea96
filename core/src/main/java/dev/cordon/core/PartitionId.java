package dev.cordon.core;

import java.util.Objects;

/** The sealed home of records: of a session, of a user's durable facts in a workspace, or of a collection. */
public sealed interface PartitionId {
    TenantId tenant();

    /** Injective over all three cases (C1): a case tag, then the case's fields, each with its length before it. */
    byte[] encode();

    /** SHA-256 of {@link #encode()} in hex, for file names and indexes: no name lies on disk. */
    default String key() {
        return Bytes.ceded(encode()).sha256().toHex();
    }

    /** Everything that a session owns. */
    record Session(Scope scope) implements PartitionId {
        public Session {
            Objects.requireNonNull(scope);
        }

        @Override
        public TenantId tenant() {
            return scope.tenant();
        }

        @Override
        public byte[] encode() {
            return new FieldWriter().text("session").bytes(scope.encode()).toBytes();
        }
    }

    /** What outlives sessions, for one user in one workspace. */
    record UserWorkspace(TenantId tenant, UserId user, WorkspaceId workspace) implements PartitionId {
        public UserWorkspace {
            Objects.requireNonNull(tenant);
            Objects.requireNonNull(user);
            Objects.requireNonNull(workspace);
        }

        @Override
        public byte[] encode() {
            return new FieldWriter()
                    .text("user-workspace")
                    .text(tenant.value())
                    .text(user.value())
                    .text(workspace.value())
                    .toBytes();
        }
    }

    /** A tenant's published knowledge (C12). */
    record Collection(TenantId tenant, String name) implements PartitionId {
        public Collection {
            Objects.requireNonNull(tenant);
            Names.identity("collection", name);
        }

        @Override
        public byte[] encode() {
            return new FieldWriter()
                    .text("collection")
                    .text(tenant.value())
                    .text(name)
                    .toBytes();
        }
    }
}
