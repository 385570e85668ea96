package dev.cordon.core;

/** One project or repository: a minted id. Only its shape is checked here, {@link Ids#verify} tells a made-up one. */
public record WorkspaceId(String value) {
    public WorkspaceId {
        Ids.shaped(IdType.WORKSPACE, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
