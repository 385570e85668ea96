package dev.cordon.stores.sqlite;

import dev.cordon.core.Bytes;
import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.SealedRow;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * Reads what can be read of a damaged file, a row at a time: a page that is broken hides the rows that lie on it and
 * behind it in the tree, and no others. Writes nothing.
 */
final class Salvage {
    private static final String ROW = "SELECT seq, epoch, kind, id, digest, hash, sealed FROM record WHERE seq = ?";

    private Salvage() {}

    /** @param last the last sequence that was ever anchored; beyond it rows are looked for until one is not there */
    static void read(Path file, long last, Consumer<SealedRow> rows) {
        try (Connection connection = connect(file)) {
            for (long sequence = 1; ; sequence++) {
                Optional<SealedRow> row = row(connection, sequence);
                row.ifPresent(rows);
                if (row.isEmpty() && sequence > last) {
                    return;
                }
            }
        } catch (SQLException e) {
            // Not even the file's head can be read: there is nothing to salvage.
            return;
        }
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setOpenMode(SQLiteOpenMode.READONLY);
        return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    }

    private static Optional<SealedRow> row(Connection connection, long sequence) {
        // Prepared anew each time: the driver leaves a statement that failed unusable.
        try (PreparedStatement select = connection.prepareStatement(ROW)) {
            select.setLong(1, sequence);
            try (ResultSet result = select.executeQuery()) {
                return result.next() ? Optional.of(row(result)) : Optional.empty();
            }
        } catch (SQLException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static SealedRow row(ResultSet result) throws SQLException {
        Link link = new Link(
                result.getLong(1),
                result.getLong(2),
                result.getInt(3),
                result.getString(4),
                Bytes.ceded(result.getBytes(5)),
                Bytes.ceded(result.getBytes(6)));
        byte[] sealed = result.getBytes(7);
        return new SealedRow(link, sealed == null ? null : Bytes.ceded(sealed));
    }
}
