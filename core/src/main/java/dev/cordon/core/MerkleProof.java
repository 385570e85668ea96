package dev.cordon.core;

import java.security.MessageDigest;
import java.util.List;

/** Checks proofs; the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2, on the hashes of RFC 6962. */
final class MerkleProof {
    private MerkleProof() {}

    /** Whether the leaf is entry {@code index} of the tree with this head. */
    static boolean includes(byte[] leaf, long index, long size, List<byte[]> path, byte[] root) {
        if (index < 0 || index >= size) {
            return false;
        }
        long node = index;
        long last = size - 1;
        byte[] hash = leaf;
        for (byte[] sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = MerkleHash.node(sibling, hash);
                int up = (node & 1) == 1 ? 0 : Long.numberOfTrailingZeros(node);
                node >>= up;
                last >>= up;
            } else {
                hash = MerkleHash.node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && MessageDigest.isEqual(hash, root);
    }

    /** Whether the later tree begins with the earlier one. */
    static boolean extend(long earlier, byte[] earlierRoot, long later, byte[] laterRoot, List<byte[]> path) {
        if (earlier < 0 || earlier > later) {
            return false;
        }
        if (earlier == later) {
            return path.isEmpty() && MessageDigest.isEqual(earlierRoot, laterRoot);
        }
        if (earlier == 0) {
            return path.isEmpty() && MessageDigest.isEqual(earlierRoot, MerkleHash.empty());
        }
        return new Walk(earlier, later).reaches(earlierRoot, laterRoot, path);
    }

    /** The two roots, recomputed side by side. */
    private static final class Walk {
        private final boolean complete;
        private long node;
        private long last;

        Walk(long earlier, long later) {
            int up = Long.numberOfTrailingZeros(earlier);
            complete = Long.bitCount(earlier) == 1;
            node = (earlier - 1) >> up;
            last = (later - 1) >> up;
        }

        boolean reaches(byte[] earlierRoot, byte[] laterRoot, List<byte[]> path) {
            if (!complete && path.isEmpty()) {
                return false;
            }
            byte[] first = complete ? earlierRoot : path.getFirst();
            byte[] old = first;
            byte[] now = first;
            for (byte[] sibling : complete ? path : path.subList(1, path.size())) {
                if (last == 0) {
                    return false;
                }
                if ((node & 1) == 1 || node == last) {
                    old = MerkleHash.node(sibling, old);
                    now = MerkleHash.node(sibling, now);
                    rise((node & 1) == 1 ? 0 : Long.numberOfTrailingZeros(node));
                } else {
                    now = MerkleHash.node(now, sibling);
                }
                rise(1);
            }
            return last == 0 && MessageDigest.isEqual(old, earlierRoot) && MessageDigest.isEqual(now, laterRoot);
        }

        private void rise(int levels) {
            node >>= levels;
            last >>= levels;
        }
    }
}
