package dev.cordon.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tool that the boundary runs on an agent's request: a command with holes, the types of what fills them, and what
 * its own capsule gets that the agent's has not. Immutable.
 *
 * @param run program and arguments; {@code {name}} stands for an argument, wholly or within a word, and never spreads
 *     over several words: there is no shell in between
 * @param arguments name to type, in the order in which they are shown
 * @param credential set as a variable of the same name in the tool's capsule only (C23)
 * @param mounts folders of the host that the tool's capsule sees
 * @param approval this tool's own need, where it differs from the lane's
 */
public record ToolSpec(
        String name,
        List<String> run,
        Map<String, ArgumentType> arguments,
        Optional<SecretRef> credential,
        List<String> egress,
        List<MountSpec> mounts,
        Optional<Lane.ApprovalNeed> approval) {

    /** What an argument may be. */
    public enum ArgumentType {
        STRING,
        INTEGER,
        BOOLEAN
    }

    /** A folder or file of the host, by its absolute path, seen inside at the same path. */
    public record MountSpec(java.nio.file.Path path, boolean writable) {}

    public ToolSpec {
        run = List.copyOf(run);
        arguments = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(arguments));
        egress = List.copyOf(egress);
        mounts = List.copyOf(mounts);
    }
}
