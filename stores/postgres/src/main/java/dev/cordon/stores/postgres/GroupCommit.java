package dev.cordon.stores.postgres;

import dev.cordon.core.CordonException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;

/**
 * Writes that arrive while others are under way share the next transaction, which costs a round trip and a commit
 * however many they are. Whoever finds a free place sends at once; whoever does not is sent by the next one who is
 * done. Where a transaction of several fails, each of them is made again alone by its own caller: no session's failure
 * is another's. Thread-safe.
 *
 * @param <W> a write, which may be made twice and is the same then
 */
final class GroupCommit<W> {
    /** What may share a transaction. */
    static final int MOST = 32;

    static final long MOST_BYTES = 256 * 1024;

    private final Transaction<W> transaction;
    private final ToLongFunction<W> bytes;
    private final int places;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting<W>> queue = new ArrayDeque<>();
    private int taken;

    /** @param places how many transactions may be under way at once */
    GroupCommit(int places, ToLongFunction<W> bytes, Transaction<W> transaction) {
        this.places = places;
        this.bytes = bytes;
        this.transaction = transaction;
    }

    /** Makes all of {@code writes} or none. */
    @FunctionalInterface
    interface Transaction<W> {
        /** What became of each, in their order. */
        List<String> make(List<W> writes);
    }

    /** What one who waits is told at last. */
    private sealed interface Turn<W> {
        /** Send these, of which the first is yours. */
        record Send<W>(List<Waiting<W>> group) implements Turn<W> {}

        /** Another sent it. */
        record Made<W>(String answer) implements Turn<W> {}

        /** Another tried: send it alone. */
        record Alone<W>() implements Turn<W> {}
    }

    private record Waiting<W>(W write, CompletableFuture<Turn<W>> turn) {
        Waiting(W write) {
            this(write, new CompletableFuture<>());
        }
    }

    /**
     * Makes one write, in a transaction with others or alone.
     *
     * @return what became of it
     * @throws CordonException what making it alone threw
     */
    String make(W write) {
        if (bytes.applyAsLong(write) > MOST_BYTES) {
            return alone(write);
        }
        return switch (turn(new Waiting<>(write))) {
            case Turn.Send<W>(List<Waiting<W>> group) -> send(group);
            case Turn.Made<W>(String answer) -> answer;
            case Turn.Alone<W> _ -> alone(write);
        };
    }

    private String alone(W write) {
        return transaction.make(List.of(write)).getFirst();
    }

    private Turn<W> turn(Waiting<W> mine) {
        lock.lock();
        try {
            if (taken < places) {
                taken++;
                return new Turn.Send<>(List.of(mine));
            }
            queue.add(mine);
        } finally {
            lock.unlock();
        }
        return mine.turn.join();
    }

    /** Passes its place on before it says what became of the others, so that the next transaction begins at once. */
    private String send(List<Waiting<W>> group) {
        List<String> answers = List.of();
        try {
            answers = transaction.make(group.stream().map(Waiting::write).toList());
        } catch (CordonException e) {
            if (group.size() == 1) {
                throw e;
            }
        } finally {
            passOn();
            tell(group, answers);
        }
        return answers.isEmpty() ? alone(group.getFirst().write) : answers.getFirst();
    }

    /** Nobody waits for ever, whatever was thrown. */
    private static <W> void tell(List<Waiting<W>> group, List<String> answers) {
        for (int i = 1; i < group.size(); i++) {
            group.get(i).turn.complete(answers.isEmpty() ? new Turn.Alone<>() : new Turn.Made<>(answers.get(i)));
        }
    }

    /** How many wait for a place. */
    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Gives the place to whoever waits longest, with all that may go with it. */
    private void passOn() {
        List<Waiting<W>> next;
        lock.lock();
        try {
            next = drained();
            if (next.isEmpty()) {
                taken--;
                return;
            }
        } finally {
            lock.unlock();
        }
        next.getFirst().turn.complete(new Turn.Send<>(next));
    }

    private List<Waiting<W>> drained() {
        List<Waiting<W>> next = new ArrayList<>();
        long size = 0;
        while (!queue.isEmpty() && next.size() < MOST) {
            size += bytes.applyAsLong(queue.peek().write);
            if (!next.isEmpty() && size > MOST_BYTES) {
                break;
            }
            next.add(queue.remove());
        }
        return next;
    }
}
