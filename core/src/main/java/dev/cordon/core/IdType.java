package dev.cordon.core;

/** What an id stands for. The prefix is part of the id and of its MAC, so that no id of one type passes as another. */
public enum IdType {
    WORKSPACE("ws"),
    SESSION("sess"),
    TASK("task"),
    RUN("run"),
    APPROVAL("apr"),
    INCIDENT("inc"),
    RECORD("rec");

    private final String prefix;

    IdType(String prefix) {
        this.prefix = prefix;
    }

    public String prefix() {
        return prefix;
    }
}
