package dev.cordon.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;

/**
 * Proofs over one log for somebody who trusts a head and has not the log (RFC 6962, sections 2.1.1 and 2.1.2). Hashes
 * are lower-case hexadecimal. Making one reads each leaf once; checking one takes O(log n) hashes and no file.
 */
public final class LedgerProofs {
    private LedgerProofs() {}

    /** The path that shows entry {@code index} to be in the first {@code size} entries. */
    public static List<String> inclusion(Path log, long index, long size) throws IOException {
        try (FileChannel leaves = FileChannel.open(new LedgerFiles(log).leaves(), StandardOpenOption.READ)) {
            return hex(tree(leaves).inclusion(index, size));
        }
    }

    /** The path that shows the first {@code earlier} entries to begin the first {@code later} ones. */
    public static List<String> consistency(Path log, long earlier, long later) throws IOException {
        try (FileChannel leaves = FileChannel.open(new LedgerFiles(log).leaves(), StandardOpenOption.READ)) {
            return hex(tree(leaves).consistency(earlier, later));
        }
    }

    /** Whether {@code path} shows the entry to be number {@code index} under the head. */
    public static boolean includes(byte[] entry, long index, LedgerHead head, List<String> path) {
        return MerkleProof.includes(MerkleHash.leaf(entry), index, head.size(), bytes(path), root(head));
    }

    /** Whether {@code path} shows that the later head only added to the earlier one. */
    public static boolean extend(LedgerHead earlier, LedgerHead later, List<String> path) {
        return MerkleProof.extend(earlier.size(), root(earlier), later.size(), root(later), bytes(path));
    }

    private static MerkleTree tree(FileChannel leaves) {
        return new MerkleTree(index -> {
            try {
                ByteBuffer leaf = ByteBuffer.allocate(MerkleHash.LENGTH);
                if (leaves.read(leaf, index * MerkleHash.LENGTH) < MerkleHash.LENGTH) {
                    throw new IOException("the log has no leaf " + index);
                }
                return leaf.array();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static byte[] root(LedgerHead head) {
        return HexFormat.of().parseHex(head.root());
    }

    private static List<String> hex(List<byte[]> path) {
        return path.stream().map(MerkleHash::hex).toList();
    }

    private static List<byte[]> bytes(List<String> path) {
        return path.stream().map(HexFormat.of()::parseHex).toList();
    }
}
