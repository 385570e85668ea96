package dev.cordon.core;

/** A session: minted by the router, never by a caller (C2). Only its shape is checked here, {@link Ids#verify} tells a made-up one. */
public record SessionId(String value) {
    public SessionId {
        Ids.shaped(IdType.SESSION, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
