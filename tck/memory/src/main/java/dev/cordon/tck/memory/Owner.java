package dev.cordon.tck.memory;

import java.util.Objects;

/**
 * Whose memory, in strings of the kit's choosing: often plain, sometimes hostile. An empty part means that the caller
 * gave none; a memory does then what it does for such callers. To refuse a name is always allowed.
 */
public record Owner(String tenant, String user, String workspace, String session) {
    public Owner {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(user);
        Objects.requireNonNull(workspace);
        Objects.requireNonNull(session);
    }

    public Owner withTenant(String other) {
        return new Owner(other, user, workspace, session);
    }

    public Owner withUser(String other) {
        return new Owner(tenant, other, workspace, session);
    }

    public Owner withWorkspace(String other) {
        return new Owner(tenant, user, other, session);
    }

    public Owner withSession(String other) {
        return new Owner(tenant, user, workspace, other);
    }
}
