package dev.cordon.stores.postgres;

import dev.cordon.core.Bytes;
import dev.cordon.core.Head;
import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.SealedRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows to be written after a head, as one call's parameters.
 *
 * @param erased the id whose older rows lose their sealed bytes in the same step, or null
 */
record Appending(Head after, List<SealedRow> rows, @Nullable String erased) {
    Appending {
        rows = List.copyOf(rows);
    }

    /** Binds all but the first parameter, which is the claim. */
    void bind(PreparedStatement append, UUID token) throws SQLException {
        append.setObject(2, token);
        append.setLong(3, after.sequence());
        append.setLong(4, after.epoch());
        append.setBytes(5, after.hash().toArray());
        Connection on = append.getConnection();
        append.setArray(6, on.createArrayOf("int8", links(Link::sequence)));
        append.setArray(7, on.createArrayOf("int8", links(Link::epoch)));
        append.setArray(8, on.createArrayOf("int4", links(Link::kind)));
        append.setArray(9, on.createArrayOf("text", links(Link::id)));
        append.setArray(10, on.createArrayOf("bytea", bytes(row -> row.link().digest())));
        append.setArray(11, on.createArrayOf("bytea", bytes(row -> row.link().hash())));
        append.setArray(12, on.createArrayOf("bytea", bytes(SealedRow::sealed)));
        append.setString(13, erased);
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
