package dev.cordon.testing;

import java.util.Objects;

/**
 * Something that outlives a method call unless somebody ends it: a session, a process, a mount, a namespace, a
 * temporary file, a descriptor.
 *
 * @param kind one word for a person: {@code process}, {@code mount}
 * @param id tells it from every other one of its kind, and stays the same for its life
 * @param description how a person finds it
 */
public record Resource(String kind, String id, String description) {
    public Resource {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(id);
        Objects.requireNonNull(description);
    }

    /** Same thing, whatever its description says by now (a process that executed another program is the same process). */
    boolean sameAs(Resource other) {
        return kind.equals(other.kind) && id.equals(other.id);
    }

    @Override
    public String toString() {
        return kind + " " + description;
    }
}
