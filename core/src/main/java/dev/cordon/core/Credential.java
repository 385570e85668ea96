package dev.cordon.core;

/** What a caller shows to say who they are; {@link LocalIdentity} verifies it (C2). */
public sealed interface Credential {
    /** The operating system's user of this process: the kernel is the witness. */
    record OsUser() implements Credential {}

    /** A declared profile of that user, with the secret that it was enrolled with. */
    record Profile(Alias name, Bytes secret) implements Credential {}
}
