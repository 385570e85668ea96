package dev.cordon.capsule;

import java.lang.foreign.MemorySegment;

/**
 * The kernel's keyring of a login session, which programs inherit: it may hold a user's Kerberos tickets and disk
 * keys (keyrings(7)).
 */
final class SessionKeyring {
    private static final int JOIN = 1;

    private SessionKeyring() {}

    /**
     * Gives the calling thread, and all that it starts, an empty one. Where the kernel has no keyrings, or refuses
     * them, nothing changes: capsules can't ask for a key in any case, the filter refuses these calls.
     */
    static void leave() {
        long number = switch (System.getProperty("os.arch")) {
            case "amd64" -> 250;
            case "aarch64" -> 219;
            default -> -1;
        };
        Libc.systemCall(number, JOIN, MemorySegment.NULL);
    }
}
