package dev.cordon.core;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a record is. Numbers are part of the stored format: never changed, never used again. */
public enum Kind {
    /** Stands where a deleted record was. */
    TOMBSTONE(1),
    SESSION_INFO(2),
    ALIAS(3),
    /** A user's tasks over all their sessions, in the user's own directory. */
    TASK_INDEX(4),
    TASK(10),
    RUN(11),
    TRACE(12),
    ARTIFACT(13),
    ARTIFACT_CHUNK(14),
    APPROVAL(20),
    INCIDENT(21),
    NOTE(30),
    /** A remembered text: working, durable, scratch, or a collection's. */
    MEMORY(40),
    /** When working memory was last used. */
    MEMORY_TOUCH(41),
    /** A fact that waits for a person. */
    MEMORY_PROPOSAL(42),
    /** What redacted values are hashed with in this partition. */
    MEMORY_SALT(43),
    CONVERSATION_ITEM(44),
    /** A published collection, in its tenant's list of them. */
    COLLECTION(45);

    /** What belongs to one session as such: its name, its work and the evidence of it. */
    private static final Set<Kind> ITS_OWN = EnumSet.of(
            TOMBSTONE,
            SESSION_INFO,
            ALIAS,
            TASK_INDEX,
            TASK,
            RUN,
            TRACE,
            ARTIFACT,
            ARTIFACT_CHUNK,
            APPROVAL,
            INCIDENT,
            MEMORY_TOUCH,
            MEMORY_PROPOSAL,
            MEMORY_SALT,
            COLLECTION);

    private final int number;

    Kind(int number) {
        this.number = number;
    }

    /** Whether a fork or an import takes such records over: what a session knows, and nothing that it may do. */
    public boolean isCopied() {
        return !ITS_OWN.contains(this);
    }

    public int number() {
        return number;
    }

    /** The kind of {@code number}, or nothing where this version knows none. */
    public static Optional<Kind> of(int number) {
        return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst();
    }
}
