package dev.cordon.core;

/** Problems that several places answer with, so that they answer the same. */
final class Problems {
    private Problems() {}

    /** The one answer to foreign, expired, erased and never-existing sessions (C3). */
    static CordonException.NotFound noSession() {
        return new CordonException.NotFound(Problem.of(
                Rule.C3,
                "session-not-found",
                "There is no such session",
                "none of yours is open under this name or id",
                "see cordon session list, or begin one with --session new"));
    }

    /** The one answer to foreign, deleted and never-existing records (C3, C10). */
    static CordonException.NotFound noRecord() {
        return new CordonException.NotFound(Problem.of(
                Rule.C10,
                "record-not-found",
                "There is no such record",
                "this session has none of this id",
                "check the id"));
    }

    static CordonException.Damaged damaged(String code, String why) {
        return new CordonException.Damaged(Problem.of(
                Rule.C11,
                code,
                "Stored records are not what was written, so they are not returned",
                why,
                "see cordon incidents list; restore this session from a backup or erase it"));
    }

    static CordonException.Damaged keyMissing() {
        return new CordonException.Damaged(Problem.of(
                Rule.C15,
                "partition-key-missing",
                "These records can't be opened any more",
                "their key is not in the key store: it was lost, or an erasure was interrupted",
                "restore keys.db from its backup, or erase the session to finish"));
    }
}
