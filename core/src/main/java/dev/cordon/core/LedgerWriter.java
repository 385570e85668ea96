package dev.cordon.core;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends batches to the files of one log. Entries and leaves are durable before the checkpoint that covers them is
 * written, and the checkpoint before {@link #commit} returns (C18). One thread at a time.
 */
final class LedgerWriter implements Closeable {
    private final LedgerFiles files;
    private final LedgerKey key;
    private final InstantSource clock;
    private final FileChannel entries;
    private final FileChannel leaves;
    private final FileChannel checkpoints;
    private MerkleFrontier frontier;
    private LedgerCheckpoint last;
    private boolean broken;

    private LedgerWriter(
            LedgerFiles files, LedgerKey key, InstantSource clock, List<FileChannel> channels, LedgerRecovery.End end)
            throws IOException {
        this.files = files;
        this.key = key;
        this.clock = clock;
        this.entries = channels.get(0);
        this.leaves = channels.get(1);
        this.checkpoints = channels.get(2);
        this.frontier = end.frontier();
        @Nullable LedgerCheckpoint known = end.checkpoint();
        this.last = known != null ? known : begin();
    }

    static LedgerWriter open(LedgerFiles files, LedgerKey key, InstantSource clock) throws IOException {
        LedgerRecovery.End end = new LedgerRecovery(files, key.publicKey()).recover();
        Channels channels = new Channels();
        try {
            List<FileChannel> open = List.of(
                    channels.open(files.entries()), channels.open(files.leaves()), channels.open(files.checkpoints()));
            return new LedgerWriter(files, key, clock, open, end);
        } catch (IOException | RuntimeException e) {
            channels.close();
            throw e;
        }
    }

    /** An empty log has a checkpoint, too, so that a missing one is never taken for an empty log. */
    private LedgerCheckpoint begin() throws IOException {
        LedgerCheckpoint empty = LedgerCheckpoint.sign(files.log(), frontier.head(), 0, clock.instant(), key);
        write(empty);
        LedgerFiles.syncFolder(files.folder());
        return empty;
    }

    LedgerCheckpoint last() {
        return last;
    }

    String log() {
        return files.log();
    }

    /**
     * Makes all of the batch durable, or none of it. After a failed write the state of the files is unknown to this
     * process, so the writer stays shut; the next one recovers.
     */
    LedgerCheckpoint commit(List<byte[]> batch) throws IOException {
        if (broken) {
            throw new IOException("an earlier write failed");
        }
        broken = true;
        MerkleFrontier grown = frontier.copy();
        for (byte[] entry : batch) {
            grown.add(MerkleHash.leaf(entry));
        }
        append(entries, framed(batch));
        append(leaves, hashed(batch));
        LedgerCheckpoint checkpoint =
                LedgerCheckpoint.sign(files.log(), grown.head(), entries.size(), clock.instant(), key);
        write(checkpoint);
        frontier = grown;
        last = checkpoint;
        broken = false;
        return checkpoint;
    }

    private static ByteBuffer framed(List<byte[]> batch) {
        int length = batch.stream()
                .mapToInt(entry -> LedgerFiles.PREFIX + entry.length)
                .sum();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        batch.forEach(entry -> bytes.putInt(entry.length).put(entry));
        return bytes.flip();
    }

    private static ByteBuffer hashed(List<byte[]> batch) {
        ByteBuffer bytes = ByteBuffer.allocate(batch.size() * MerkleHash.LENGTH);
        batch.forEach(entry -> bytes.put(MerkleHash.leaf(entry)));
        return bytes.flip();
    }

    private void write(LedgerCheckpoint checkpoint) throws IOException {
        append(checkpoints, ByteBuffer.wrap((checkpoint.line() + "\n").getBytes(StandardCharsets.US_ASCII)));
    }

    private static void append(FileChannel channel, ByteBuffer bytes) throws IOException {
        LedgerFiles.writeFully(channel, bytes);
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        try (entries;
                leaves;
                checkpoints) {
            broken = true;
        }
    }

    /** Channels that are closed together when opening one of them fails. */
    private static final class Channels {
        private final ArrayList<FileChannel> open = new ArrayList<>();

        FileChannel open(Path file) throws IOException {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            open.add(channel);
            return channel;
        }

        void close() throws IOException {
            for (FileChannel channel : open) {
                channel.close();
            }
        }
    }
}
