package dev.cordon.run;

import dev.cordon.gateway.Model;
import dev.cordon.tools.CredentialReader;
import java.util.List;

/**
 * The world outside of capsules as the configuration lets runs reach it. Immutable; names secrets and holds none.
 *
 * @param credentials reads a secret at the moment of its use, at the boundary (C23)
 */
public record Outside(List<Model> models, EgressSettings egress, CredentialReader credentials) {
    public Outside {
        models = List.copyOf(models);
    }
}
