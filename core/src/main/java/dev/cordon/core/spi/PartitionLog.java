package dev.cordon.core.spi;

import dev.cordon.core.CordonException;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import java.util.List;
import java.util.Optional;

/**
 * One partition's rows, opened through {@link PartitionStore}. Keeps sealed bytes, understands none of them; checks
 * nothing that needs a key. Owned and closed by core, called by one thread at a time.
 *
 * <p>Every method throws {@link CordonException.Unavailable} where the engine can't (no space, read-only, lost) and
 * {@link CordonException.Damaged} where the engine finds its own file broken. Then nothing is half-written.
 */
public interface PartitionLog extends AutoCloseable {
    PartitionId partition();

    /** The newest row's place, or nothing while there are no rows. */
    Optional<Head> head();

    /**
     * Writes the rows of {@code batch} durably: when this returns they survive {@code kill -9} and loss of power
     * (C18); when it throws, none of them is there.
     *
     * @throws CordonException.Refused if the batch is another partition's (C6); an incident is recorded
     * @throws CordonException.Conflict if the head is not {@code expectedHead}, or this log was opened for reading
     */
    void append(Batch batch, Head expectedHead);

    /**
     * Appends {@code tombstone}, the only row of its batch, and removes the sealed bytes of every older row of its id,
     * in one step.
     */
    void delete(Batch tombstone, Head expectedHead);

    /** Rows with {@code from <= sequence <= to}, in order, erased ones without their bytes. */
    List<SealedRow> read(long from, long to);

    /** Rows of {@code id} in order, erased ones left out. */
    List<SealedRow> read(String id);

    /** Rows of {@code kind} with a sequence above {@code after}, in order, erased ones left out; at most {@code limit}. */
    List<SealedRow> read(Kind kind, long after, int limit);

    /** Shows the links of all rows from {@code from} on to {@code visitor}, in order, from one consistent view. */
    void links(long from, LinkVisitor visitor);

    /** Gives the handle and the writer's lock back. Never throws for a log that is closed. */
    @Override
    void close();
}
