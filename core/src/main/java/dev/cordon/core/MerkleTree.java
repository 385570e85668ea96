package dev.cordon.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Makes the proofs of RFC 6962, sections 2.1.1 and 2.1.2, over leaves that lie elsewhere. A proof reads each leaf of
 * the tree once and keeps O(log n) hashes. {@link MerkleProof} checks them.
 */
final class MerkleTree {
    /** Hands out the hash of a leaf. */
    @FunctionalInterface
    interface Leaves {
        byte[] at(long index);
    }

    private final Leaves leaves;

    MerkleTree(Leaves leaves) {
        this.leaves = leaves;
    }

    byte[] root(long size) {
        return root(0, size);
    }

    /** That the entry at {@code index} is in the tree of {@code size} entries. */
    List<byte[]> inclusion(long index, long size) {
        Objects.checkIndex(index, size);
        List<byte[]> path = new ArrayList<>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + split(to - from);
            boolean left = index < middle;
            path.add(left ? root(middle, to) : root(from, middle));
            from = left ? from : middle;
            to = left ? middle : to;
        }
        Collections.reverse(path);
        return path;
    }

    /** That the tree of {@code later} entries begins with the tree of {@code earlier} ones. */
    List<byte[]> consistency(long earlier, long later) {
        if (earlier < 0 || earlier > later) {
            throw new IndexOutOfBoundsException("from " + earlier + " to " + later);
        }
        List<byte[]> path = new ArrayList<>();
        if (earlier > 0) {
            subproof(earlier, 0, later, true, path);
        }
        return path;
    }

    private void subproof(long earlier, long from, long to, boolean known, List<byte[]> path) {
        long size = to - from;
        if (earlier == size) {
            if (!known) {
                path.add(root(from, to));
            }
            return;
        }
        long half = split(size);
        if (earlier <= half) {
            subproof(earlier, from, from + half, known, path);
            path.add(root(from + half, to));
        } else {
            subproof(earlier - half, from + half, to, false, path);
            path.add(root(from, from + half));
        }
    }

    private byte[] root(long from, long to) {
        MerkleFrontier frontier = new MerkleFrontier();
        for (long at = from; at < to; at++) {
            frontier.add(leaves.at(at));
        }
        return frontier.root();
    }

    /** The largest power of two below {@code size}. */
    private static long split(long size) {
        return Long.highestOneBit(size - 1);
    }
}
