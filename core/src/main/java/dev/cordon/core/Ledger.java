package dev.cordon.core;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log of one tenant and one writer, in a Merkle tree with signed heads (C32).
 *
 * <p>Guarantees: an entry is durable when {@link #append} returns, also through {@code kill -9} (C18); an entry that
 * was not acknowledged is wholly there or wholly absent; two processes never write to one log; {@link LedgerVerifier}
 * tells of any later change. Entries must carry no content, name or path in the clear: {@link LedgerEntry} keeps that.
 *
 * <p>Safe for all threads; concurrent callers share one commit. Keeps O(log n) memory. Owned and closed by the one who
 * opened it. The algorithm is that of RFC 6962, section 2.
 */
public final class Ledger implements AutoCloseable {
    /** An entry's bounds: 1 byte to 64 KiB. Ours are some 500 bytes; content has no place here. */
    public static final int MAX_ENTRY_BYTES = 64 << 10;

    /** Entries in one commit; bounds its memory at 16 MiB. */
    private static final int MAX_BATCH = 256;

    private final LedgerSlot slot;
    private final LedgerWriter writer;
    private final ReentrantLock committing = new ReentrantLock();
    private final Queue<Pending> waiting = new ArrayDeque<>();

    private Ledger(LedgerSlot slot, LedgerWriter writer) {
        this.slot = slot;
        this.writer = writer;
    }

    /**
     * Takes a free log of the tenant, or begins one. Entries that a dead process had not acknowledged are cut off.
     *
     * @param ledgers the folder of all tenants' logs, made when absent
     * @param tenant appears on disk as a hash only
     * @throws CordonException.Damaged when acknowledged entries of the log are missing or changed
     * @throws CordonException.Unavailable when the folder can't be used
     */
    public static Ledger open(Path ledgers, String tenant, LedgerKey key, InstantSource clock) {
        try {
            LedgerSlot slot = LedgerSlot.take(LedgerFiles.tenantFolder(ledgers, tenant));
            try {
                return new Ledger(slot, LedgerWriter.open(slot.files(), key, clock));
            } catch (IOException | RuntimeException e) {
                slot.close();
                throw e;
            }
        } catch (IOException e) {
            throw unavailable("The ledger can't be opened", e);
        }
    }

    /**
     * Appends an entry and waits until it is durable. The bytes are not copied: don't change them before it returns.
     *
     * @throws CordonException.BadInput when the entry is empty or larger than {@link #MAX_ENTRY_BYTES}
     * @throws CordonException.Unavailable when it could not be made durable; the step that it tells of must not be
     *     acknowledged, and this ledger takes no further entry
     */
    public LedgerReceipt append(byte[] entry) {
        if (entry.length == 0 || entry.length > MAX_ENTRY_BYTES) {
            throw new CordonException.BadInput(Problem.of(
                    "ledger-entry-size",
                    "The entry is not put on the ledger",
                    "it has " + entry.length + " bytes, and may have 1 to " + MAX_ENTRY_BYTES,
                    "put a commitment on the ledger and the content in the partition"));
        }
        Pending own = new Pending(entry);
        synchronized (waiting) {
            waiting.add(own);
        }
        committing.lock();
        try {
            while (!own.settled()) {
                commit(nextBatch());
            }
        } finally {
            committing.unlock();
        }
        return own.receipt();
    }

    /** Appends an entry's canonical bytes. */
    public LedgerReceipt append(LedgerEntry entry) {
        return append(entry.bytes());
    }

    /** The head that covers everything acknowledged so far. */
    public LedgerHead head() {
        committing.lock();
        try {
            return writer.last().head();
        } finally {
            committing.unlock();
        }
    }

    /** The folder of this log, for {@link LedgerVerifier} and {@link LedgerExport}. */
    public Path folder() {
        return slot.files().folder();
    }

    @Override
    public void close() {
        committing.lock();
        try (slot;
                writer) {
            // Closing the files is all there is to do: everything acknowledged is durable.
        } catch (IOException e) {
            throw unavailable("The ledger can't be closed", e);
        } finally {
            committing.unlock();
        }
    }

    private List<Pending> nextBatch() {
        List<Pending> batch = new ArrayList<>();
        synchronized (waiting) {
            while (batch.size() < MAX_BATCH && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
        }
        return batch;
    }

    private void commit(List<Pending> batch) {
        long first = writer.last().head().size();
        try {
            LedgerCheckpoint checkpoint =
                    writer.commit(batch.stream().map(Pending::entry).toList());
            for (int at = 0; at < batch.size(); at++) {
                Pending pending = batch.get(at);
                String leaf = MerkleHash.hex(MerkleHash.leaf(pending.entry()));
                pending.settle(new LedgerReceipt(first + at, leaf, checkpoint), null);
            }
        } catch (IOException e) {
            batch.forEach(pending -> pending.settle(null, e));
        }
    }

    private static CordonException.Unavailable unavailable(String what, IOException cause) {
        return new CordonException.Unavailable(
                Problem.of(
                        Rule.C32,
                        "ledger-unavailable",
                        what,
                        "its files can't be written",
                        "free space on its disk and check the folder's permissions, then run the command again"),
                cause);
    }

    /** One caller's entry on its way; touched under the commit lock only. */
    private static final class Pending {
        private final byte[] entry;
        private @Nullable LedgerReceipt receipt;
        private @Nullable IOException failure;

        Pending(byte[] entry) {
            this.entry = entry;
        }

        byte[] entry() {
            return entry;
        }

        void settle(@Nullable LedgerReceipt durable, @Nullable IOException failed) {
            receipt = durable;
            failure = failed;
        }

        boolean settled() {
            return receipt != null || failure != null;
        }

        LedgerReceipt receipt() {
            if (receipt == null) {
                throw unavailable(
                        "The entry is not on the ledger", failure == null ? new IOException("not written") : failure);
            }
            return receipt;
        }
    }
}
