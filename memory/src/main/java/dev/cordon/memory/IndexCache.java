package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of a process, one a partition, built on first use, bounded in bytes over all and evicted by use
 * (C34). An index is found by its partition only, and reads that partition only (C9). Thread-safe; searches in different
 * partitions do not wait for each other. Closed by whoever made it.
 */
public final class IndexCache implements AutoCloseable {
    /** Enough for some 200 sessions of 1,000 short items. */
    public static final long USUAL_BYTES = 64L << 20;

    /** At its first use Lucene advises a module for vectors, on standard error; what is searched here are words. */
    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene.internal.vectorization");

    private final long budget;
    private final Map<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);

    /** @param budget bytes of heap that all indexes may take between two searches */
    public IndexCache(long budget) {
        this.budget = budget;
        LUCENE.setLevel(Level.OFF);
    }

    /** What a search does with an index. */
    @FunctionalInterface
    interface Use<T> {
        T with(PartitionIndex index) throws IOException;
    }

    /** An index and whether it is still one. */
    private static final class Slot {
        private @Nullable PartitionIndex index = new PartitionIndex();
        private volatile long bytes;

        synchronized void close() {
            if (index == null) {
                return;
            }
            try {
                index.close();
            } catch (IOException e) {
                // It lies in memory only, and nothing leads to it any more.
            }
            index = null;
        }
    }

    /** Gives {@code use} the partition's index, up with its log. */
    <T> T on(Records records, Use<T> use) {
        String key = records.partition().key();
        while (true) {
            Slot slot = slot(key);
            synchronized (slot) {
                PartitionIndex index = slot.index;
                if (index == null) {
                    continue;
                }
                try {
                    return use(index, slot, records, use);
                } catch (IOException | RuntimeException e) {
                    // What it holds is in doubt: the next search builds it anew.
                    drop(key);
                    throw e instanceof CordonException known ? known : failed(e);
                }
            }
        }
    }

    private <T> T use(PartitionIndex index, Slot slot, Records records, Use<T> use) throws IOException {
        index.catchUp(records);
        T result = use.with(index);
        slot.bytes = index.bytes();
        evict();
        return result;
    }

    private synchronized Slot slot(String key) {
        return slots.computeIfAbsent(key, absent -> new Slot());
    }

    /** The least recently used go, the one in use too where it alone is more than there may be. */
    private void evict() {
        List<Slot> evicted = new ArrayList<>();
        synchronized (this) {
            long total = slots.values().stream().mapToLong(slot -> slot.bytes).sum();
            var oldest = slots.values().iterator();
            while (total > budget && oldest.hasNext()) {
                Slot slot = oldest.next();
                total -= slot.bytes;
                evicted.add(slot);
                oldest.remove();
            }
        }
        // A search that still holds one finishes first, on a thread of its own: nobody waits here for another session.
        evicted.forEach(slot -> Thread.startVirtualThread(slot::close));
    }

    /** Forgets a partition's index, as when the partition is erased (C17). */
    public void drop(PartitionId partition) {
        drop(partition.key());
    }

    private void drop(String key) {
        Slot slot;
        synchronized (this) {
            slot = slots.remove(key);
        }
        if (slot != null) {
            slot.close();
        }
    }

    /** How many indexes there are. */
    public synchronized int size() {
        return slots.size();
    }

    /** What they take, about. */
    public synchronized long bytes() {
        return slots.values().stream().mapToLong(slot -> slot.bytes).sum();
    }

    private static CordonException failed(Exception cause) {
        return new CordonException.Unavailable(
                Problem.of(
                        "memory-index",
                        "Nothing was recalled",
                        "the index of this session's memory can't be used",
                        "try again; it is built anew"),
                cause);
    }

    @Override
    public void close() {
        List<Slot> all;
        synchronized (this) {
            all = List.copyOf(slots.values());
            slots.clear();
        }
        all.forEach(Slot::close);
    }
}
