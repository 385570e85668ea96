package dev.cordon.core;

import java.util.regex.Pattern;

/**
 * The size of a log and the root of its Merkle tree (RFC 6962): two logs with equal heads hold equal entries. Kept
 * outside the ledger, a head is an anchor against which truncation shows (C11, C32).
 *
 * @param size entries
 * @param root 64 lower-case hexadecimal digits
 */
public record LedgerHead(long size, String root) {
    private static final Pattern ROOT = Pattern.compile("[0-9a-f]{64}");

    public LedgerHead {
        if (size < 0 || !ROOT.matcher(root).matches()) {
            throw new IllegalArgumentException("a head is a size and a SHA-256 in hexadecimal");
        }
    }
}
