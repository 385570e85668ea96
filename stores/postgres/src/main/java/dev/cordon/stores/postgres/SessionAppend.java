package dev.cordon.stores.postgres;

import dev.cordon.core.Bytes;
import dev.cordon.core.Head;
import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.SealedRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows to be written after a head of one partition's log.
 *
 * @param token of the log's writer
 * @param erased the id whose older rows lose their sealed bytes in the same step, or null
 */
record SessionAppend(
        Bytes scope,
        UUID token,
        Head after,
        List<SealedRow> rows,
        @Nullable String erased) {
    /** No cast stands in this text: a type's name could be shadowed by the connection's last user. */
    static final String CALL = "cordon.append(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    static final int PARAMETERS = 13;

    SessionAppend {
        rows = List.copyOf(rows);
    }

    SessionAppend after(Head head) {
        return new SessionAppend(scope, token, head, rows, erased);
    }

    /** What its sealed content takes. */
    long bytes() {
        return rows.stream()
                .map(SealedRow::sealed)
                .filter(Objects::nonNull)
                .mapToLong(Bytes::size)
                .sum();
    }

    /** @param before the parameters of earlier calls in the statement */
    void bind(PreparedStatement append, int before, String claim) throws SQLException {
        append.setString(before + 1, claim);
        append.setObject(before + 2, token);
        append.setLong(before + 3, after.sequence());
        append.setLong(before + 4, after.epoch());
        append.setBytes(before + 5, after.hash().toArray());
        Connection on = append.getConnection();
        append.setArray(before + 6, on.createArrayOf("int8", links(Link::sequence)));
        append.setArray(before + 7, on.createArrayOf("int8", links(Link::epoch)));
        append.setArray(before + 8, on.createArrayOf("int4", links(Link::kind)));
        append.setArray(before + 9, on.createArrayOf("text", links(Link::id)));
        append.setArray(
                before + 10, on.createArrayOf("bytea", bytes(row -> row.link().digest())));
        append.setArray(
                before + 11, on.createArrayOf("bytea", bytes(row -> row.link().hash())));
        append.setArray(before + 12, on.createArrayOf("bytea", bytes(SealedRow::sealed)));
        append.setString(before + 13, erased);
    }

    private Object[] links(Function<Link, Object> column) {
        return rows.stream().map(row -> column.apply(row.link())).toArray();
    }

    private byte[][] bytes(Function<SealedRow, @Nullable Bytes> column) {
        byte[][] all = new byte[rows.size()][];
        for (int i = 0; i < all.length; i++) {
            Bytes value = column.apply(rows.get(i));
            if (value != null) {
                all[i] = value.toArray();
            }
        }
        return all;
    }
}
