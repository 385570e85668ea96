package dev.cordon.core;

import dev.cordon.core.spi.Batch;
import dev.cordon.core.spi.LinkVisitor;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.SealedRow;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A partition's log that reports an incident, once, when its engine finds its own file broken (C11). */
final class WatchedLog implements PartitionLog {
    private final PartitionLog log;
    private final Incidents incidents;
    private boolean reported;

    WatchedLog(PartitionLog log, Incidents incidents) {
        this.log = log;
        this.incidents = incidents;
    }

    private <T> T watched(Supplier<T> work) {
        try {
            return work.get();
        } catch (CordonException.Damaged e) {
            if (!reported) {
                reported = true;
                incidents.report(Rule.C11, e.problem().code(), "a partition's file is damaged", partition());
            }
            throw e;
        }
    }

    private void watched(Runnable work) {
        watched(() -> {
            work.run();
            return log;
        });
    }

    @Override
    public PartitionId partition() {
        return log.partition();
    }

    @Override
    public Optional<Head> head() {
        return watched(log::head);
    }

    @Override
    public void append(Batch batch, Head expectedHead) {
        watched(() -> log.append(batch, expectedHead));
    }

    @Override
    public void delete(Batch tombstone, Head expectedHead) {
        watched(() -> log.delete(tombstone, expectedHead));
    }

    @Override
    public List<SealedRow> read(long from, long to) {
        return watched(() -> log.read(from, to));
    }

    @Override
    public List<SealedRow> read(String id) {
        return watched(() -> log.read(id));
    }

    @Override
    public List<SealedRow> read(Kind kind, long after, int limit) {
        return watched(() -> log.read(kind, after, limit));
    }

    @Override
    public void links(long from, LinkVisitor visitor) {
        watched(() -> log.links(from, visitor));
    }

    @Override
    public void close() {
        log.close();
    }
}
