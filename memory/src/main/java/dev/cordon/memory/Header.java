package dev.cordon.memory;

import java.util.List;

/**
 * What a stored item says besides its text, in JSON: part of the stored format; fields are added, never changed.
 *
 * @param idleMillis 0 for what has no idle time
 * @param absoluteMillis 0 for what has no end of its own
 * @param task empty for what belongs to no task
 * @param accepted the person or policy that accepted a durable fact or published it; empty elsewhere
 * @param fact of a proposal, the id that the fact will have; empty elsewhere
 */
record Header(
        MemoryKind kind,
        List<String> sources,
        List<String> summarizes,
        List<Mark> marks,
        long idleMillis,
        long absoluteMillis,
        String task,
        String accepted,
        String fact) {}
