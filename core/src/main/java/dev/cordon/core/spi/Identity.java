package dev.cordon.core.spi;

import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.Subject;

/** Verifies credentials (C2). Thread-safe. */
public interface Identity {
    /** @throws CordonException.Refused if the credential doesn't verify; which part of it fails is not said */
    Subject verify(Credential credential);
}
