package dev.cordon.core;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Brings a log back to its last durable checkpoint (C18). What lies behind it was never acknowledged and is cut;
 * anything short of it was, so its lack is damage and the log takes no further entry.
 */
final class LedgerRecovery {
    /** Longer than any line of checkpoints. */
    private static final int TAIL = 4096;

    private final LedgerFiles files;
    private final LedgerPublicKey key;

    LedgerRecovery(LedgerFiles files, LedgerPublicKey key) {
        this.files = files;
        this.key = key;
    }

    /** Where the log ends: null for a new one. */
    record End(@Nullable LedgerCheckpoint checkpoint, MerkleFrontier frontier) {}

    /** Reads every leaf once, so it takes time in proportion to the log: some 60 ms for 100,000 entries. */
    End recover() throws IOException {
        @Nullable String line = lastWholeLine();
        if (line == null) {
            return fresh();
        }
        LedgerCheckpoint checkpoint = LedgerCheckpoint.parse(line)
                .filter(read -> read.signedBy(key) && read.log().equals(files.log()))
                .orElseThrow(() -> damaged("its last checkpoint doesn't carry this key's signature for this log"));
        cut(files.entries(), checkpoint.bytes());
        cut(files.leaves(), checkpoint.head().size() * MerkleHash.LENGTH);
        MerkleFrontier frontier = frontier(checkpoint.head().size());
        if (!frontier.head().equals(checkpoint.head())) {
            throw damaged("its leaves don't add up to its last checkpoint");
        }
        return new End(checkpoint, frontier);
    }

    private End fresh() throws IOException {
        if (Files.exists(files.entries()) && Files.size(files.entries()) > 0) {
            throw damaged("it has entries and no checkpoint");
        }
        return new End(null, new MerkleFrontier());
    }

    /** The last line that has its end; a torn one behind it is cut. */
    private @Nullable String lastWholeLine() throws IOException {
        if (!Files.exists(files.checkpoints())) {
            return null;
        }
        try (FileChannel channel =
                FileChannel.open(files.checkpoints(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            String tail = tail(channel);
            int end = tail.lastIndexOf('\n') + 1;
            int cut = tail.length() - end;
            if (cut > 0) {
                channel.truncate(channel.size() - cut);
            }
            return end == 0 ? null : tail.substring(tail.lastIndexOf('\n', end - 2) + 1, end - 1);
        }
    }

    private static String tail(FileChannel channel) throws IOException {
        long size = channel.size();
        channel.position(Math.max(0, size - TAIL));
        byte[] bytes = Channels.newInputStream(channel).readAllBytes();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private void cut(Path file, long length) throws IOException {
        long there = Files.exists(file) ? Files.size(file) : 0;
        if (there < length) {
            throw damaged("its file '" + file.getFileName() + "' is shorter than its last checkpoint says");
        }
        if (there > length) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(length);
                channel.force(true);
            }
        }
    }

    private MerkleFrontier frontier(long size) throws IOException {
        MerkleFrontier frontier = new MerkleFrontier();
        if (size > 0) {
            try (InputStream leaves = new BufferedInputStream(Files.newInputStream(files.leaves()), 1 << 16)) {
                for (long at = 0; at < size; at++) {
                    frontier.add(leaves.readNBytes(MerkleHash.LENGTH));
                }
            }
        }
        return frontier;
    }

    private CordonException.Damaged damaged(String why) {
        return new CordonException.Damaged(Problem.of(
                Rule.C32,
                "ledger-damaged",
                "The ledger takes no further entry",
                "in " + files.folder() + " " + why,
                "run 'cordon ledger verify', keep the folder as evidence, and move it aside to go on with a new log"));
    }
}
