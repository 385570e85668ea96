package dev.cordon.core;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks a log's entries and leaves from checkpoint to checkpoint, with one tree over what the entries hash to and one
 * over the leaves as stored; the signed root tells which of the two was changed.
 */
final class LedgerWalk implements AutoCloseable {
    private final LedgerEntryReader entries;
    private final InputStream leaves;
    private final Optional<LedgerHead> anchor;
    private final MerkleFrontier hashed = new MerkleFrontier();
    private final MerkleFrontier stored = new MerkleFrontier();
    private long mismatch = -1;
    private boolean anchored = true;

    LedgerWalk(LedgerFiles files, Optional<LedgerHead> anchor) throws IOException {
        this.entries = LedgerEntryReader.open(files);
        this.leaves = Files.exists(files.leaves())
                ? new BufferedInputStream(Files.newInputStream(files.leaves()))
                : InputStream.nullInputStream();
        this.anchor = anchor;
        meetAnchor();
    }

    /** Null when everything up to the checkpoint is as it was signed. */
    @Nullable
    LedgerVerdict to(LedgerCheckpoint checkpoint) throws IOException {
        long from = hashed.size();
        while (hashed.size() < checkpoint.head().size()) {
            @Nullable LedgerVerdict verdict = step();
            if (verdict != null) {
                return verdict;
            }
        }
        if (mismatch >= 0) {
            return stored.head().equals(checkpoint.head()) ? changedEntry() : changedLeafOr(checkpoint);
        }
        if (!hashed.head().equals(checkpoint.head()) || entries.position() != checkpoint.bytes()) {
            return new LedgerVerdict.Bad(
                    from,
                    "entry",
                    "one of the entries " + from + " to " + (hashed.size() - 1) + " was changed, with its leaf");
        }
        return null;
    }

    LedgerVerdict end() {
        if (!anchored) {
            return new LedgerVerdict.Bad(
                    0, "log", "it was written anew: its first entries don't have the root that is anchored elsewhere");
        }
        if (anchor.isPresent() && anchor.get().size() > hashed.size()) {
            return new LedgerVerdict.Bad(
                    hashed.size(),
                    "log",
                    "it was cut: the anchor tells of " + anchor.get().size() + " entries");
        }
        return new LedgerVerdict.Clean(hashed.head());
    }

    private @Nullable LedgerVerdict step() throws IOException {
        Optional<byte[]> entry = entries.next();
        byte[] leaf = leaves.readNBytes(MerkleHash.LENGTH);
        if (entry.isEmpty()) {
            return mismatch >= 0
                    ? changedEntry()
                    : new LedgerVerdict.Bad(hashed.size(), "entry", "it is missing or has no valid length");
        }
        if (leaf.length < MerkleHash.LENGTH) {
            return mismatch >= 0 ? changedEntry() : new LedgerVerdict.Bad(hashed.size(), "leaf", "it is missing");
        }
        byte[] own = MerkleHash.leaf(entry.get());
        if (mismatch < 0 && !Arrays.equals(own, leaf)) {
            mismatch = hashed.size();
        }
        hashed.add(own);
        stored.add(leaf);
        meetAnchor();
        return null;
    }

    private void meetAnchor() {
        if (anchor.isPresent() && anchor.get().size() == hashed.size()) {
            anchored = hashed.head().equals(anchor.get());
        }
    }

    private LedgerVerdict changedEntry() {
        return new LedgerVerdict.Bad(mismatch, "entry", "its bytes don't hash to its leaf");
    }

    private LedgerVerdict changedLeafOr(LedgerCheckpoint checkpoint) {
        return hashed.head().equals(checkpoint.head())
                ? new LedgerVerdict.Bad(mismatch, "leaf", "it is not the hash of its entry")
                : new LedgerVerdict.Bad(mismatch, "entry", "neither it nor the leaves have the signed root");
    }

    @Override
    public void close() throws IOException {
        try (entries) {
            leaves.close();
        }
    }
}
