package dev.cordon.stores.postgres;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * This process among those that write. One lease for all its logs, renewed three times in its length; when the process
 * is killed its partitions are free after one lease. A writer that overslept its lease is stopped by the token of its
 * log, which the next writer has changed. Thread-safe; owned by the store.
 */
final class Node implements AutoCloseable {
    private final UUID id = UUID.randomUUID();
    private final RecordsDatabase database;
    private final Duration lease;
    private final Map<UUID, Bytes> unreturned = new ConcurrentHashMap<>();
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("cordon-lease").factory());

    private final Future<?> pulse;

    /** Takes the lease, and renews it until closed. */
    Node(RecordsDatabase database, Duration lease) {
        this.database = database;
        this.lease = lease;
        beat();
        long third = Math.max(1, lease.toMillis() / 3);
        pulse = heart.scheduleWithFixedDelay(this::beatAgain, third, third, TimeUnit.MILLISECONDS);
    }

    UUID id() {
        return id;
    }

    private void beat() {
        database.beat(id, lease.toMillis());
    }

    private void beatAgain() {
        try {
            beat();
            unreturned.forEach((token, scope) -> {
                database.giveBack(scope, token);
                unreturned.remove(token);
            });
        } catch (CordonException e) {
            // The next beat tries again; whoever writes meanwhile is told by the write itself.
        }
    }

    /** Gives a log back; where the server can't be reached, with one of the next beats. */
    void giveBack(Bytes scope, UUID token) {
        try {
            database.giveBack(scope, token);
        } catch (CordonException e) {
            unreturned.put(token, scope);
        }
    }

    @Override
    public void close() {
        pulse.cancel(false);
        heart.close();
        try {
            database.leave(id);
        } catch (CordonException e) {
            // The lease ends by itself.
        }
    }
}
