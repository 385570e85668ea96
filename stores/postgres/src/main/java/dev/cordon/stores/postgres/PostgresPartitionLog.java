package dev.cordon.stores.postgres;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Head;
import dev.cordon.core.Incidents;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.Batch;
import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.LinkVisitor;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.SealedRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One partition's rows. An append is one round trip; where its answer is lost, the same append is sent again, and the
 * database writes it only if it isn't there (C18).
 */
final class PostgresPartitionLog implements PartitionLog {
    static final String COLUMNS = "SELECT seq, epoch, kind, id, digest, hash, sealed FROM ";

    private final PartitionId partition;
    private final Bytes scope;
    private final @Nullable UUID token;
    private final RecordsDatabase database;
    private final Node node;
    private final Incidents incidents;
    private boolean closed;

    /** @param token of the writer, or null for a reader */
    PostgresPartitionLog(
            PartitionId partition, @Nullable UUID token, RecordsDatabase database, Node node, Incidents incidents) {
        this.partition = partition;
        this.scope = Claims.scope(partition);
        this.token = token;
        this.database = database;
        this.node = node;
        this.incidents = incidents;
    }

    @Override
    public PartitionId partition() {
        return partition;
    }

    @Override
    public Optional<Head> head() {
        return rows("cordon.head(?)", bound -> {}, PostgresPartitionLog::rows).stream()
                .map(SealedRow::link)
                .map(link -> new Head(link.sequence(), link.epoch(), link.hash()))
                .findFirst();
    }

    @Override
    public void append(Batch batch, Head expectedHead) {
        append(batch, expectedHead, null);
    }

    @Override
    public void delete(Batch tombstone, Head expectedHead) {
        append(tombstone, expectedHead, tombstone.rows().getFirst().link().id());
    }

    private void append(Batch batch, Head expected, @Nullable String erased) {
        UUID writer = requireWriter();
        requireMine(batch);
        if (expected.sequence() == 0 && !expected.equals(Head.genesis(partition))) {
            throw headChanged();
        }
        SessionAppend append = new SessionAppend(scope, writer, expected, batch.rows(), erased);
        String answer = database.append(append);
        if (answer.equals("head")) {
            Optional<Head> last = head().filter(there -> isRestored(there, expected));
            if (last.isPresent()) {
                answer = database.append(append.after(last.get()));
            }
        }
        switch (answer) {
            case "written" -> {}
            case "head" -> throw headChanged();
            case "lease" -> throw leaseLost();
            default -> throw PostgresErrors.logClosed();
        }
    }

    /** After a restore the log goes on in a later epoch than that of its last row, whose hash says that it is the one. */
    private static boolean isRestored(Head last, Head expected) {
        return last.sequence() == expected.sequence()
                && last.hash().equals(expected.hash())
                && last.epoch() < expected.epoch();
    }

    private UUID requireWriter() {
        requireOpen();
        if (token == null) {
            throw new CordonException.Conflict(Problem.of(
                    "read-only-log", "Nothing was written", "the log was opened for reading", "open it for writing"));
        }
        return token;
    }

    private void requireMine(Batch batch) {
        if (!batch.partition().equals(partition)) {
            incidents.report(
                    Rule.C6, "batch-of-other-scope", "a batch named another partition than its log's", partition);
            throw new CordonException.Refused(Problem.of(
                    Rule.C6,
                    "batch-of-other-scope",
                    "Nothing was written",
                    "the batch is another session's",
                    "write through a session"));
        }
    }

    private static CordonException headChanged() {
        return new CordonException.Conflict(Problem.of(
                Rule.C11,
                "head-changed",
                "Nothing was written",
                "the log is not where the writer left it",
                "open the session again"));
    }

    private static CordonException leaseLost() {
        return new CordonException.Conflict(Problem.of(
                Rule.C18,
                "lease-lost",
                "Nothing was written",
                "this process was silent for longer than its lease, and another writer took the session",
                "open the session again when the other writer has ended"));
    }

    @Override
    public List<SealedRow> read(long from, long to) {
        return rows(
                "cordon.read_range(?, ?, ?)",
                bound -> {
                    bound.setLong(2, from);
                    bound.setLong(3, to);
                },
                PostgresPartitionLog::rows);
    }

    @Override
    public List<SealedRow> read(String id) {
        return rows("cordon.read_id(?, ?)", bound -> bound.setString(2, id), PostgresPartitionLog::rows);
    }

    @Override
    public List<SealedRow> read(Kind kind, long after, int limit) {
        return rows(
                "cordon.read_kind(?, ?, ?, ?)",
                bound -> {
                    bound.setInt(2, kind.number());
                    bound.setLong(3, after);
                    bound.setInt(4, limit);
                },
                PostgresPartitionLog::rows);
    }

    /** The visitor is called when the whole answer is here, so that an answer that breaks off shows it nothing. */
    @Override
    public void links(long from, LinkVisitor visitor) {
        rows("cordon.links(?, ?)", bound -> bound.setLong(2, from), PostgresPartitionLog::rows)
                .forEach(row -> visitor.visit(row.link(), row.sealed() == null));
    }

    private <T> T rows(String function, RecordsDatabase.Binder binder, RecordsDatabase.Answer<T> answer) {
        requireOpen();
        return database.rows(scope, COLUMNS + function, binder, answer);
    }

    static List<SealedRow> rows(ResultSet result) throws SQLException {
        List<SealedRow> rows = new ArrayList<>();
        while (result.next()) {
            byte[] sealed = result.getBytes(7);
            rows.add(new SealedRow(link(result), sealed == null ? null : Bytes.ceded(sealed)));
        }
        return rows;
    }

    private static Link link(ResultSet row) throws SQLException {
        return new Link(
                row.getLong(1),
                row.getLong(2),
                row.getInt(3),
                row.getString(4),
                Bytes.ceded(row.getBytes(5)),
                Bytes.ceded(row.getBytes(6)));
    }

    private void requireOpen() {
        if (closed) {
            throw PostgresErrors.logClosed();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (token != null) {
                node.giveBack(scope, token);
            }
        }
    }
}
