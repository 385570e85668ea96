package dev.cordon.tck.memory;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.spi.Batch;
import dev.cordon.core.spi.LinkVisitor;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore;
import dev.cordon.core.spi.SealedRow;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A store whose reads of sessions' memory are made anew, on the real engine: with the engine's confinement or past it,
 * by a statement that names the partition or by one that doesn't. Everything else is the real store's.
 */
final class AblatedStore implements PartitionStore {
    private final PartitionStore real;
    private final Bench bench;
    private final boolean confined;
    private final boolean scoped;
    /** The partitions that there are to be seen: the attempt's own. */
    private final Set<PartitionId> seen = ConcurrentHashMap.newKeySet();

    AblatedStore(PartitionStore real, Bench bench, boolean confined, boolean scoped) {
        this.real = real;
        this.bench = bench;
        this.confined = confined;
        this.scoped = scoped;
    }

    @Override
    public Optional<PartitionLog> open(PartitionId partition, Access access) {
        if (partition instanceof PartitionId.Session) {
            seen.add(partition);
        }
        return real.open(partition, access).map(log -> partition instanceof PartitionId.Session ? new Log(log) : log);
    }

    @Override
    public void destroy(PartitionId partition) {
        real.destroy(partition);
    }

    @Override
    public void destroy(CrossSessionAccess access, String partition) {
        real.destroy(access, partition);
    }

    @Override
    public void requireFree(CrossSessionAccess access, String partition) {
        real.requireFree(access, partition);
    }

    @Override
    public void close() {
        real.close();
    }

    /** A log that reads so. */
    private final class Log implements PartitionLog {
        private final PartitionLog log;

        Log(PartitionLog log) {
            this.log = log;
        }

        private List<SealedRow> rows() {
            List<PartitionId> named = scoped ? List.of(partition()) : List.copyOf(seen);
            return bench.select(partition(), named, confined).stream()
                    .filter(row -> row.sealed() != null && row.link().kind() == Kind.MEMORY.number())
                    .toList();
        }

        @Override
        public List<SealedRow> read(String id) {
            return rows().stream().filter(row -> row.link().id().equals(id)).toList();
        }

        @Override
        public List<SealedRow> read(Kind kind, long after, int limit) {
            return kind == Kind.MEMORY
                    ? rows().stream()
                            .filter(row -> row.link().sequence() > after)
                            .limit(limit)
                            .toList()
                    : log.read(kind, after, limit);
        }

        @Override
        public PartitionId partition() {
            return log.partition();
        }

        @Override
        public Optional<Head> head() {
            return log.head();
        }

        @Override
        public void append(Batch batch, Head expectedHead) {
            log.append(batch, expectedHead);
        }

        @Override
        public void delete(Batch tombstone, Head expectedHead) {
            log.delete(tombstone, expectedHead);
        }

        @Override
        public List<SealedRow> read(long from, long to) {
            return log.read(from, to);
        }

        @Override
        public void links(long from, LinkVisitor visitor) {
            log.links(from, visitor);
        }

        @Override
        public void close() {
            log.close();
        }
    }
}
