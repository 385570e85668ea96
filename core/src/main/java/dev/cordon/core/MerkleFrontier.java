package dev.cordon.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * What appending to a Merkle tree needs to know of it: the roots of its complete subtrees, one for each bit set in its
 * size, so 64 hashes at most. Not thread-safe.
 */
final class MerkleFrontier {
    /** Largest subtree at the bottom, smallest on top. */
    private final Deque<byte[]> roots;

    private long size;

    MerkleFrontier() {
        this(new ArrayDeque<>(), 0);
    }

    private MerkleFrontier(Deque<byte[]> roots, long size) {
        this.roots = roots;
        this.size = size;
    }

    MerkleFrontier copy() {
        return new MerkleFrontier(new ArrayDeque<>(roots), size);
    }

    void add(byte[] leafHash) {
        byte[] root = leafHash;
        for (long left = size; (left & 1) == 1; left >>= 1) {
            root = MerkleHash.node(roots.pop(), root);
        }
        roots.push(root);
        size++;
    }

    long size() {
        return size;
    }

    byte[] root() {
        if (roots.isEmpty()) {
            return MerkleHash.empty();
        }
        Iterator<byte[]> smallestFirst = roots.iterator();
        byte[] root = smallestFirst.next();
        while (smallestFirst.hasNext()) {
            root = MerkleHash.node(smallestFirst.next(), root);
        }
        return root;
    }

    LedgerHead head() {
        return new LedgerHead(size, MerkleHash.hex(root()));
    }
}
