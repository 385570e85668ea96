package dev.cordon.core;

import java.util.Objects;

/** Who a verified credential belongs to. */
public record Subject(TenantId tenant, UserId user) {
    public Subject {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(user);
    }
}
