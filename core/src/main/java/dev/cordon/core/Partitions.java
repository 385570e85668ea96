package dev.cordon.core;

import dev.cordon.core.spi.AnchorStore;
import dev.cordon.core.spi.KeyRing;
import dev.cordon.core.spi.PartitionCipher;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore;
import dev.cordon.core.spi.PartitionStore.Access;
import dev.cordon.core.spi.TenantKeys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Opens, makes and erases partitions: key, log and anchor together. Thread-safe. */
final class Partitions {
    private final PartitionStore store;
    private final AnchorStore anchors;
    private final KeyRing keys;
    private final Ids ids;
    private final Incidents incidents;
    private final Anchorer anchorer;
    private final Lives lives;

    Partitions(RouterPorts ports, Anchorer anchorer) {
        this.store = ports.partitions();
        this.anchors = ports.anchors();
        this.keys = ports.keys();
        this.ids = ports.ids();
        this.incidents = ports.incidents();
        this.anchorer = anchorer;
        this.lives = new Lives(anchors, ids);
    }

    Lives lives() {
        return lives;
    }

    /** Where the durable facts of a session's user and workspace lie. */
    PartitionId facts(Scope scope) {
        return lives.facts(scope.tenant(), scope.user(), scope.workspace());
    }

    /**
     * The partition's records, held to its anchor; nothing where it was never made or is erased.
     *
     * @throws CordonException.Damaged if it was anchored and its file or key is gone, or it is not as anchored (C11)
     */
    Optional<SealedLog> open(PartitionId partition, Access access) {
        String key = partition.key();
        if (anchors.isErased(key)) {
            return Optional.empty();
        }
        // The anchor first: it may move on while a reader looks at the log, never back.
        Optional<Head> anchor = anchors.head(key);
        Optional<PartitionLog> log = store.open(partition, access);
        if (log.isEmpty()) {
            if (anchor.isPresent()) {
                incidents.report(Rule.C11, "log-missing", "an anchored log is gone", partition);
                throw Problems.damaged("log-missing", "the file of an anchored log is gone");
            }
            return Optional.empty();
        }
        return verified(partition, new WatchedLog(log.get(), incidents), anchor);
    }

    /**
     * What can still be read of a damaged partition (C11).
     *
     * @throws CordonException.NotFound if it was never made or is erased; {@link CordonException.Damaged} without its key
     */
    Salvaged salvage(PartitionId partition) {
        String key = partition.key();
        if (anchors.isErased(key)) {
            throw Problems.noSession();
        }
        PartitionCipher cipher = cipher(partition).orElseThrow(Problems::noSession);
        long last = anchors.head(key).map(Head::sequence).orElse(0L);
        Salvager salvager = new Salvager(records(partition, cipher));
        store.salvage(partition, last, salvager::take);
        incidents.report(Rule.C11, "salvaged", "a damaged partition was read past its faults", partition);
        return salvager.end(last);
    }

    /** Sessions give to durable facts only. */
    private SealedRecords records(PartitionId partition, PartitionCipher cipher) {
        return partition instanceof PartitionId.UserWorkspace
                ? new SealedRecords(partition, cipher, keys)
                : new SealedRecords(partition, cipher);
    }

    private Optional<SealedLog> verified(PartitionId partition, PartitionLog log, Optional<Head> anchor) {
        Optional<PartitionCipher> cipher;
        try {
            cipher = cipher(partition);
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
        if (cipher.isEmpty()) {
            log.close();
        }
        return cipher.map(
                found -> SealedLog.verified(log, records(partition, found), ids, incidents, anchor.orElse(null)));
    }

    /** Nothing where the key was destroyed; one that is lost is damage. */
    private Optional<PartitionCipher> cipher(PartitionId partition) {
        Optional<PartitionCipher> cipher = keys.find(partition);
        if (cipher.isEmpty() && !isErased(partition)) {
            throw Problems.keyMissing();
        }
        return cipher;
    }

    /** Also where an erasure was stopped after the key: then this marks the partition as erased, as that would have. */
    private boolean isErased(PartitionId partition) {
        if (!anchors.isErased(partition.key()) && keys.isErasing(partition)) {
            markErased(partition.key());
        }
        return anchors.isErased(partition.key());
    }

    private void markErased(String partition) {
        anchorer.forget(partition);
        anchors.erase(partition);
    }

    /**
     * Makes the partition; a key without records, as a crash may leave it, is used.
     *
     * @throws CordonException.Refused if it is erased for good: nobody would find what is written (C17)
     */
    SealedLog create(PartitionId partition) {
        if (anchors.isErased(partition.key())) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C17, "partition-erased", "Nothing was written", "this was erased meanwhile", "begin anew"));
        }
        PartitionLog log = store.open(partition, Access.CREATE).orElseThrow(Problems::noSession);
        try {
            PartitionCipher cipher = keys.find(partition).orElseGet(() -> keys.create(partition));
            return SealedLog.verified(log, records(partition, cipher), ids, incidents, null);
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /**
     * Key first (C17), then anchors, then records. What a crash leaves undone, a second call does; for what begins anew
     * under its name, {@link #endErasure} does it. What was never there is not marked as erased.
     */
    void erase(PartitionId partition) {
        Optional<PartitionLog> held = hold(partition);
        try {
            boolean there = held.isPresent() || anchors.head(partition.key()).isPresent();
            if (keys.destroy(partition) || there) {
                markErased(partition.key());
            }
        } finally {
            held.ifPresent(PartitionLog::close);
        }
        store.destroy(partition);
        keys.forget(partition);
    }

    /** Ends an erasure of the partition that was stopped once its key was gone; else does nothing. */
    void endErasure(PartitionId partition) {
        if (isErased(partition)) {
            keys.destroy(partition);
            store.destroy(partition);
            keys.forget(partition);
        }
    }

    /** The same of all of a tenant's partitions, whosever; one that is just being erased is left. Returns how many. */
    int endErasures(CrossSessionAccess access, TenantId tenant) {
        TenantKeys all = keys.keysOf(access, tenant);
        int ended = 0;
        for (String partition : all.erasing()) {
            try {
                markErased(partition);
                store.destroy(access, partition);
                all.forget(partition);
                ended++;
            } catch (CordonException.Conflict e) {
                // Whoever holds it ends it.
            }
        }
        return ended;
    }

    /** Erases what a session gave to a durable partition: its key there first, then its records (C17). */
    int eraseGiven(PartitionId durable, PartitionId session, Instant at) {
        String source = session.key();
        boolean any = keys.destroySource(durable, source);
        if (!any && anchors.head(durable.key()).isEmpty()) {
            return 0;
        }
        return new SharedPartition(durable, this).write(log -> log.buryAllOf(source, Author.policy("erasure"), at));
    }

    Optional<Head> anchored(PartitionId partition) {
        return anchors.head(partition.key());
    }

    /**
     * Erases all partitions of a tenant: its key first (C17). Every one is gone through, also where one is held.
     *
     * @param closing ends what this process has open; run however it ends, once the key is gone
     * @return how many there were
     * @throws CordonException.Conflict where a writer holds one; where that was so at the beginning, nothing is destroyed
     */
    int eraseTenant(CrossSessionAccess access, TenantId tenant, Runnable closing) {
        TenantKeys all = keys.keysOf(access, tenant);
        all.partitions().forEach(partition -> store.requireFree(access, partition));
        all.destroy();
        try {
            return removeAll(access, all);
        } finally {
            closing.run();
        }
    }

    private int removeAll(CrossSessionAccess access, TenantKeys all) {
        // Looked for again: what was made meanwhile is wrapped by the old key, or by none that lives.
        List<String> going = all.partitions();
        CordonException held = null;
        going.forEach(this::markErased);
        for (String partition : going) {
            try {
                store.destroy(access, partition);
                all.forget(partition);
            } catch (CordonException.Conflict e) {
                held = e;
            }
        }
        if (held != null) {
            throw held;
        }
        all.end();
        return going.size();
    }

    /** A writer would go on under the key that it holds: it must have ended, and none may begin. */
    private Optional<PartitionLog> hold(PartitionId partition) {
        try {
            return store.open(partition, Access.WRITE);
        } catch (CordonException.Damaged e) {
            // To erase is the mend of a file that can't be opened.
            return Optional.empty();
        }
    }

    /** Anchors {@code log}'s head before this returns. */
    void anchor(SealedLog log) {
        anchorer.soon(log.partition().key(), log.head());
        anchorer.flush();
    }

    void anchorSoon(SealedLog log) {
        anchorer.soon(log.partition().key(), log.head());
    }

    void requireAnchoring() {
        anchorer.requireWorking();
    }

    Approvals approvals(PartitionId partition, Runnable guard, Runnable anchorNow) {
        return new Approvals(anchors, ids, partition.key(), guard, anchorNow);
    }
}
